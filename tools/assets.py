"""Copy the few front-end files that are served from node_modules into the site's static folder.

`python tools/assets.py` reads node_modules and tools/palette.toml and writes src/consilium_web/static/vendor, which is
not committed. nhsuk-frontend's fonts, logo, header and colours are left out: they are not ours to use.
"""

import re
import shutil
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
NHSUK = MODULES / "nhsuk-frontend/dist/nhsuk"
VENDOR = ROOT / "src/consilium_web/static/vendor"

NOTICE = "/* nhsuk-frontend, (c) NHS England, MIT licence; fonts, logo, header and colours replaced by Consilium. */\n"
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
SELECTOR = re.compile(r",(?![^(]*\))")  # a comma that parts two selectors, not one inside :is(…)
ICON = re.compile(r"url\(/assets/images/([\w.-]+\.svg)\)")


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    (VENDOR / "icons").mkdir(parents=True)
    palette = tomllib.loads((ROOT / "tools/palette.toml").read_text())
    css = restyled((NHSUK / "nhsuk-frontend.min.css").read_text(), palette)
    for icon in set(ICON.findall(css)):
        shutil.copy(NHSUK / "assets/images" / icon, VENDOR / "icons" / icon)
    (VENDOR / "nhsuk.css").write_text(NOTICE + ICON.sub(r"url(icons/\1)", css))
    shutil.copy(MODULES / "htmx.org/dist/htmx.min.js", VENDOR)
    dragon = (MODULES / "openseadragon/build/openseadragon/openseadragon.min.js").read_text()
    (VENDOR / "openseadragon.min.js").write_text(re.sub(r"//# sourceMappingURL=.*", "", dragon))
    copy_pdfjs(MODULES / "pdfjs-dist", VENDOR / "pdfjs")


def copy_pdfjs(package: Path, folder: Path) -> None:
    """pdf.js for the browsers of hospitals, which are seldom the newest; its decoders in JavaScript, without wasm."""
    folder.mkdir()
    for name in ("pdf.min.mjs", "pdf.worker.min.mjs"):
        shutil.copy(package / "legacy/build" / name, folder)
    shutil.copy(package / "wasm/openjpeg_nowasm_fallback.js", folder)
    shutil.copytree(package / "standard_fonts", folder / "fonts")
    shutil.copytree(package / "cmaps", folder / "cmaps")


def restyled(css: str, palette: dict[str, dict]) -> str:
    """nhsuk-frontend's stylesheet without its fonts and identity, in our own colours."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = RULE.sub(lambda rule: _without(rule, palette["parts"]["drop"]), css)
    css = re.sub(r"@media[^{}]*\{\}", "", css)
    css = css.replace(palette["fonts"]["from"], palette["fonts"]["to"])
    for theirs, ours in palette["colours"].items():
        css = re.sub(re.escape(theirs) + r"\b", ours, css)
    return css


def _without(rule: re.Match[str], parts: list[str]) -> str:
    """The rule with only the selectors that name none of the parts; nothing where none is left."""
    kept = [one for one in SELECTOR.split(rule[1]) if not any(f".{part}" in one for part in parts)]
    return f"{','.join(kept)}{{{rule[2]}}}" if kept else ""


if __name__ == "__main__":
    main()
