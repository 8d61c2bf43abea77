"""The pages of paper that both READMEs show, made from a rehearsal: ``make pictures`` (LibreOffice, poppler).

Everything is played on the rehearsal's own days, so that two runs differ in fonts only. Each picture stays under
120 kB: few colours, no more points than a screen shows.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from inspect_engine.exports.documents.pdf import require_office

HERE = Path(__file__).parent
DAY = "2022-04-15"
DOTS, COLOURS, MOST = 75, 24, 120_000
CLOSURE, NOTICE, REPORT = "closure", "notice", "analysis"
PAGES = {
    "page-figures.png": (CLOSURE, 3),
    "page-overdue.png": (CLOSURE, 4),
    "page-list.png": (CLOSURE, 7),
    "page-notice.png": (NOTICE, 1),
    "page-analysis.png": (REPORT, 1),
}
"""Each picture: of which file, which page."""
OFFICE = (
    "office add --code 示建燃改 --title 示例市住房和城乡建设局 --certificate insp1=示执001 --certificate insp2=示执002"
)
DRAFT = (
    "draft rectification RQ-2022-0033 --set days=15 --set inspection_type=日常检查 --set address=示例路1号"
    " --set responsible_person=吴某 --set review_authority=示例市人民政府 --set court=示例市示例区人民法院"
)
LINES = (
    f"export closure --set 汇报版 -o {CLOSURE}.xlsx",
    f"notice {OFFICE}",
    f"notice {DRAFT} -o {NOTICE}.docx --pdf",
    f"export analysis --from 2022-01-01 -o {REPORT}.docx --pdf",
)


def main() -> None:
    """Make all of them."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _run(folder, "demo --dir .")
        (folder / f"{CLOSURE}.xlsx").unlink()
        for line in LINES:
            _run(folder, line)
        profile = (folder / "profile").as_uri()
        convert = [require_office(), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
        subprocess.run([*convert, f"{CLOSURE}.xlsx"], cwd=folder, check=True, capture_output=True, timeout=300)
        for picture, (paper, page) in PAGES.items():
            _draw(folder / f"{paper}.pdf", page, HERE / picture)


def _run(folder: Path, line: str) -> None:
    around = {**os.environ, "INSPECT_ENGINE_DB": "ledger.db", "INSPECT_ENGINE_NOW": DAY}
    subprocess.run([sys.executable, "-m", "inspect_engine", *line.split()], cwd=folder, env=around, check=True)


def _draw(paper: Path, page: int, picture: Path) -> None:
    made = paper.with_suffix("")
    size = ["-r", str(DOTS), "-f", str(page), "-l", str(page), "-singlefile", "-png"]
    subprocess.run(["pdftoppm", *size, str(paper), str(made)], check=True)
    with Image.open(made.with_suffix(".png")) as whole:
        whole.convert("RGB").quantize(COLOURS).save(picture, optimize=True)
    assert picture.stat().st_size <= MOST, f"{picture.name} is too large"


if __name__ == "__main__":
    main()
