/* Preloaded into the program. Of the changes it makes to files under one folder the n-th kills the process or fails
 * (arm), or all are written down (record), to be played back as a power cut would have left them. The wall clock may
 * jump after it was read a number of times (skew). All of it begins in the process that asks for it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static long until = 0, seen = 0, skewed = 0, further = 0, reads = 0;
static int failing = 0, lasting = 0, log_file = -1;
static char folder[4096];

void arm(const char *where, long at, int error, int stays) {
    snprintf(folder, sizeof folder, "%s/", where);
    seen = 0, until = at, failing = error, lasting = stays;
}

long changes(void) { return seen; }

/* Wall time is so many seconds off, and by further ones once it was read so often. */
void skew(long seconds, long more, long after) { skewed = seconds, further = more, reads = after; }

void record(const char *where) { log_file = where[0] ? open(where, O_WRONLY | O_APPEND | O_CREAT, 0600) : -1; }

/* One line of the record: what, where, where to, at which byte, and the bytes. */
void note(char what, const char *path, const char *to, int64_t at, const void *bytes, size_t size) {
    if (log_file < 0) return;
    uint16_t lengths[2] = {strlen(path), strlen(to)};
    uint64_t numbers[2] = {at, size};
    struct iovec parts[] = {{&what, 1},  {lengths, sizeof lengths}, {numbers, sizeof numbers}, {(void *)path, lengths[0]},
                            {(void *)to, lengths[1]}, {(void *)bytes, size}};
    int error = errno;
    if (writev(log_file, parts, 6) < 0) kill(getpid(), SIGABRT);
    errno = error;
}

static int strikes(const char *path) {
    if (!until || strncmp(path, folder, strlen(folder))) return 0;
    seen++;
    if (seen < until || (seen > until && !lasting)) return 0;
    if (!failing) kill(getpid(), SIGKILL);
    errno = failing;
    return 1;
}

static int within(const char *path) { return until && !strncmp(path, folder, strlen(folder) - 1); }

static char *path_of(int file, char *path) {
    char link[64];
    int error = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = until ? readlink(link, path, 4095) : -1;
    path[length < 0 ? 0 : length] = 0;
    errno = error;
    return path;
}

#define REAL(type, name, ...) ((type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))
#define WROTE(name, given, start, passed, ...)                                                     \
    ssize_t name given {                                                                           \
        char path[4096];                                                                           \
        if (strikes(path_of(file, path))) return -1;                                               \
        ssize_t done = REAL(ssize_t, #name, __VA_ARGS__) passed;                                   \
        if (done > 0 && within(path)) note('w', path, "", start, text, done);                      \
        return done;                                                                               \
    }
#define ON_FILE(name, given, what, at, passed, ...)                                                \
    int name given {                                                                               \
        char path[4096];                                                                           \
        if (strikes(path_of(file, path))) return -1;                                               \
        int done = REAL(int, #name, __VA_ARGS__) passed;                                           \
        if (!done && within(path)) note(what, path, "", at, "", 0);                                \
        return done;                                                                               \
    }

WROTE(write, (int file, const void *text, size_t size), lseek(file, 0, SEEK_CUR) - done, (file, text, size), int,
      const void *, size_t)
WROTE(pwrite, (int file, const void *text, size_t size, off_t at), at, (file, text, size, at), int, const void *, size_t,
      off_t)
WROTE(pwrite64, (int file, const void *text, size_t size, off64_t at), at, (file, text, size, at), int, const void *,
      size_t, off64_t)
ON_FILE(fsync, (int file), 's', 0, (file), int)
ON_FILE(fdatasync, (int file), 's', 0, (file), int)
ON_FILE(ftruncate, (int file, off_t size), 't', size, (file, size), int, off_t)
ON_FILE(ftruncate64, (int file, off64_t size), 't', size, (file, size), int, off64_t)

int unlink(const char *path) {
    int done = strikes(path) ? -1 : REAL(int, "unlink", const char *)(path);
    if (!done && within(path)) note('u', path, "", 0, "", 0);
    return done;
}

int rename(const char *from, const char *to) {
    int done = strikes(to) ? -1 : REAL(int, "rename", const char *, const char *)(from, to);
    if (!done && within(to)) note('r', from, to, 0, "", 0);
    return done;
}

int link(const char *from, const char *to) {
    int done = strikes(to) ? -1 : REAL(int, "link", const char *, const char *)(from, to);
    if (!done && within(to)) note('l', from, to, 0, "", 0);
    return done;
}

int mkdir(const char *path, mode_t mode) {
    int done = REAL(int, "mkdir", const char *, mode_t)(path, mode);
    if (!done && within(path)) note('d', path, "", 0, "", 0);
    return done;
}

static long off(void) { return skewed + (reads && !--reads ? (skewed += further, further) : 0); }

int clock_gettime(clockid_t which, struct timespec *found) {
    int done = REAL(int, "clock_gettime", clockid_t, struct timespec *)(which, found);
    if (!done && which == CLOCK_REALTIME) found->tv_sec += off();
    return done;
}
