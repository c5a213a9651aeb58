"""Problems in print: exact in form, and safe whatever the files say."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.codes import CODES
from agora.problems import Place, Problem, strictly
from agora.report import FORMATS, as_github, as_json, as_sarif, as_text, summary

DUPLICATE = Problem(
    Place("content/cities/oslo.md", 3, 1),
    "duplicate-key",
    '"title" stands twice: on line 2 and on line 3',
    "delete one of the two",
)
COMMENT = Problem(Place("content/cities/oslo.md", 2, 9), "yaml-comment", "this is a comment")
BROKEN = Problem(Place("content/a, b: 100%.svg"), "file-broken", "100% broken: yes, it is")


def test_text_has_the_form_of_the_contract_in_the_order_of_the_files() -> None:
    assert as_text([DUPLICATE, COMMENT, DUPLICATE]) == (
        "content/cities/oslo.md:2:9: warning[yaml-comment]: this is a comment\n"
        'content/cities/oslo.md:3:1: error[duplicate-key]: "title" stands twice: '
        "on line 2 and on line 3\n"
        "  hint: delete one of the two\n"
    )


def test_a_promoted_warning_is_printed_as_an_error() -> None:
    assert ": error[yaml-comment]: " in as_text(strictly([COMMENT]))
    assert "::error " in as_github(strictly([COMMENT]))


def test_json_has_the_fields_of_the_contract() -> None:
    assert json.loads(as_json([DUPLICATE, COMMENT])) == {
        "problems": [
            {
                "path": "content/cities/oslo.md",
                "line": 2,
                "column": 9,
                "severity": "warning",
                "code": "yaml-comment",
                "message": "this is a comment",
                "hint": "",
            },
            {
                "path": "content/cities/oslo.md",
                "line": 3,
                "column": 1,
                "severity": "error",
                "code": "duplicate-key",
                "message": '"title" stands twice: on line 2 and on line 3',
                "hint": "delete one of the two",
            },
        ],
        "errors": 1,
        "warnings": 1,
    }
    assert json.loads(as_json([])) == {"problems": [], "errors": 0, "warnings": 0}


def test_github_commands_are_escaped() -> None:
    assert as_github([DUPLICATE, BROKEN]) == (
        "::error file=content/a%2C b%3A 100%25.svg,line=1,col=1,title=file-broken::"
        "100%25 broken: yes, it is\n"
        "::error file=content/cities/oslo.md,line=3,col=1,title=duplicate-key::"
        '"title" stands twice: on line 2 and on line 3%0Ahint: delete one of the two\n'
    )


def test_sarif_names_rules_places_and_levels() -> None:
    log = json.loads(as_sarif([DUPLICATE, COMMENT, BROKEN]))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["duplicate-key", "file-broken", "yaml-comment"]
    assert rules[0]["shortDescription"]["text"] == CODES["duplicate-key"].what
    first, second, third = run["results"]
    location = first["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "content/a%2C%20b%3A%20100%25.svg"
    assert (second["level"], third["level"]) == ("warning", "error")
    region = third["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 1}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_the_summary_counts_problems_and_files() -> None:
    assert summary([]) == "no problems"
    assert summary([COMMENT]) == "1 warning in 1 file"
    assert summary([DUPLICATE, BROKEN, BROKEN]) == "2 errors in 2 files"
    assert summary([DUPLICATE, COMMENT]) == "1 error and 1 warning in 1 file"


HOSTILE = [
    "a\n::error file=x::forged",
    "\x1b[31mred\x1b[0m",
    "left \u202e right",
    "zero\u200bwidth \ufeff",
    "##[error]forged",
    "x" * 5000,
    "bad \udcff name",
    "\x85\u2028\u2029",
    "%0A::warning::x",
]


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS.keys())
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_file_can_harm_a_terminal_or_forge_a_command(
    text: str, form: Callable[[list[Problem]], str]
) -> None:
    printed = form([Problem(Place(f"{text}.md", 1, 1), "file-broken", text, text)])
    printed.encode("utf-8")
    for line in printed.splitlines():
        assert not any(
            unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in line
        )
        if form is as_github:
            assert line.startswith("::error file=")
        else:
            assert not line.lstrip().startswith(("::", "##["))
        if form is as_text:
            assert len(line) <= 500


@given(st.text(), st.text(), st.text(), st.integers(1, 10**6), st.integers(1, 10**6))
def test_each_problem_is_one_command_and_at_most_two_lines(
    path: str, message: str, hint: str, line: int, column: int
) -> None:
    problem = Problem(Place(path, line, column), "value-type", message, hint)
    assert as_github([problem]).count("\n") == 1
    text = as_text([problem])
    assert text.count("\n") == (2 if hint else 1)
    assert all(len(row) <= 500 for row in text.splitlines())
    assert json.loads(as_json([problem]))["errors"] == 1
    assert json.loads(as_sarif([problem]))["runs"][0]["results"][0]["ruleId"] == "value-type"
