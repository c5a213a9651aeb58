"""A project folder for tests of `agora.write`, without a pipeline around it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from agora.outputs import Output
from agora.write import Written, write


@dataclass(frozen=True)
class Project:
    """A root with `content/` in it, and nothing else."""

    root: Path

    @property
    def output(self) -> Path:
        return self.root / "output"

    def write(self, files: dict[str, str], output: Path | None = None) -> Written:
        return write(
            [Output(path, content=text.encode()) for path, text in files.items()],
            root=self.root,
            output=output or self.output,
            cache=self.root / ".cache",
        )

    def tree(self) -> dict[str, bytes]:
        return files_below(self.output)


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
