/* Preloaded into the program: at the n-th change it makes to files under one folder, the process is killed or the
 * call fails. Counting begins with arm(), in the process that calls it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long until = 0, seen = 0;
static int failing = 0, lasting = 0;
static char folder[4096];

void arm(const char *where, long at, int error, int stays) {
    snprintf(folder, sizeof folder, "%s/", where);
    seen = 0, until = at, failing = error, lasting = stays;
}

long changes(void) { return seen; }

static int strikes(const char *path) {
    if (!until || strncmp(path, folder, strlen(folder))) return 0;
    seen++;
    if (seen < until || (seen > until && !lasting)) return 0;
    if (!failing) kill(getpid(), SIGKILL);
    errno = failing;
    return 1;
}

static int strikes_file(int file) {
    char link[64], path[4096];
    if (!until) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strikes(path);
}

#define REAL(type, name, ...) ((type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))
#define ON_FILE(type, name, given, passed, ...) \
    type name given { return strikes_file(file) ? -1 : REAL(type, #name, __VA_ARGS__) passed; }

ON_FILE(ssize_t, write, (int file, const void *text, size_t size), (file, text, size), int, const void *, size_t)
ON_FILE(ssize_t, pwrite, (int file, const void *text, size_t size, off_t at), (file, text, size, at), int, const void *,
        size_t, off_t)
ON_FILE(ssize_t, pwrite64, (int file, const void *text, size_t size, off64_t at), (file, text, size, at), int,
        const void *, size_t, off64_t)
ON_FILE(int, fsync, (int file), (file), int)
ON_FILE(int, fdatasync, (int file), (file), int)
ON_FILE(int, ftruncate, (int file, off_t size), (file, size), int, off_t)
ON_FILE(int, ftruncate64, (int file, off64_t size), (file, size), int, off64_t)

int unlink(const char *path) { return strikes(path) ? -1 : REAL(int, "unlink", const char *)(path); }
int rename(const char *from, const char *to) {
    return strikes(to) ? -1 : REAL(int, "rename", const char *, const char *)(from, to);
}
int link(const char *from, const char *to) {
    return strikes(to) ? -1 : REAL(int, "link", const char *, const char *)(from, to);
}
