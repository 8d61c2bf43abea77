"""The field for one parameter of a verb."""

from __future__ import annotations

from textual.widget import Widget

from inspect_engine.domain.definitions import FieldSpec
from inspect_tui.views.files import read_path
from inspect_tui.views.verbs import Parameter
from inspect_tui.widgets.field import Field
from inspect_tui.widgets.several import Several

TYPES = {"flag": "boolean", "choice": "choice", "choices": "multichoice", "date": "date", "whole": "integer"}
GOES_ON = "每行一个；一个要写几行的，后面几行前面空格"
HINTS = {"many": "每行一个", "files": "每行一个文件，F2 从文件夹里选", "file": "F2 从文件夹里选"}


class ParameterField(Field):
    """Takes what the command takes, in the command's own words: whether it is right, the command says."""

    def __init__(self, parameter: Parameter, value: str = "") -> None:
        self.parameter = parameter
        told = GOES_ON if parameter.kind == "many" and parameter.option else HINTS.get(parameter.kind, "")
        hint = "；".join(filter(None, [told, _said(parameter)]))
        spec = FieldSpec.model_validate(
            {
                "id": parameter.name,
                "title": parameter.title,
                "type": TYPES.get(parameter.kind, "text"),
                "choices": dict(parameter.choices),
                "required": parameter.required,
                "hint": hint or None,
            }
        )
        super().__init__(spec, value or parameter.default or ("false" if parameter.kind == "flag" else ""))

    def _make(self, value: str) -> Widget:
        return Several(self.spec.choices, value) if self.parameter.kind == "choices" else super()._make(value)

    @property
    def given(self) -> str:
        """What the verb is given: paths as the system writes them."""
        if self.parameter.kind not in ("file", "files"):
            return self.value
        return "\n".join(str(read_path(line)) for line in self.value.splitlines() if line.strip())

    def add(self, path: str) -> None:
        """One more file, or another in the place of the one there."""
        lines = [line for line in self.value.splitlines() if line.strip()] if self.parameter.kind == "files" else []
        self.put("\n".join([*lines, path]))


def _said(parameter: Parameter) -> str:
    """What its help says beyond its title and the choices, which stand there already; how the command line spells it is
    no word of a form."""
    said = parameter.hint.removesuffix(parameter.option).removesuffix("；")
    if parameter.choices and all(word in said for word in parameter.choices):
        said = said.partition("；")[2]
    rest = said.removeprefix(parameter.title)
    return rest[1:] if rest != said and rest[:1] in "：；，" else said if rest else ""
