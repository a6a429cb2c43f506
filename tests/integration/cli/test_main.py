"""The `portal` command as people and schedules call it: output, messages and exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from portal.cli.main import main
from portal.settings import CATALOGUE, INSPECTIONS, ROOT, SETTINGS
from tests.support.commanding import Done, Portal, portal_on
from tests.support.folders import COUNCIL, DOCUMENT, replace_in, write_region
from tests.support.patience import SECONDS

# The columns that other software relies on, in their order; further ones may follow.
CONTRACT = {
    "documents": "document council title publisher published status",
    "plans": "plan council document title answers inspected published status",
    "items": "plan council ref kind section area themes title summary status status_evidence "
    "document place",
    "actions": "plan council item_ref ref summary lead lead_role target_text target_date status "
    "status_evidence cost_gbp cost_text document place",
    "indicators": "indicator ref measure name unit polarity area themes definition document",
    "observations": "indicator ref measure council area_code period_start period_end basis value "
    "unit numerator denominator symbol reading raw_text document place note",
    "targets": "indicator ref council due value unit document place",
    "findings": "check council subject message value_a value_b document_a place_a document_b "
    "place_b",
    "inspections": "inspection council inspectorate framework inspected_from inspected_to "
    "published published_source overall recommendations_council recommendations_board file "
    "document",
    "grades": "inspection council judgement grade as_printed joint",
    "recommendations": "inspection council ref page addressee area themes summary as_printed "
    "repeats document place",
    "progress": "plan council item_ref action_ref report_date status status_printed rag progress "
    "target_text target_date document place",
    "answers": "inspection council addressee recommendation plan item_ref basis confirmed",
}
COMMANDS = [
    [],
    ["db"],
    ["db", "upgrade"],
    ["db", "roles"],
    ["db", "backup"],
    ["db", "restore"],
    ["serve"],
    ["load"],
    ["new-plan"],
    ["export"],
    ["check"],
    ["import"],
    ["import", "statistics"],
    ["import", "lait"],
    ["import", "neighbours"],
    ["import", "inspections"],
    ["import", "describe"],
    ["import", "log"],
    ["import", "undo"],
    ["refresh"],
    ["intake"],
    ["users"],
    ["users", "add"],
    ["users", "list"],
    ["users", "disable"],
    ["users", "enable"],
    ["users", "reset"],
    ["users", "roles"],
    ["users", "invite"],
    ["users", "link"],
    ["users", "unlock"],
    ["users", "groups"],
    ["audit"],
    ["region"],
    ["shared"],
    ["shared", "publish"],
]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Portal:
    """The command over the database of a URL, inside this process as far as it ends by itself."""

    def run(url: str, *args: object, **env: str) -> Done:
        with monkeypatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("PORTAL_")]:
                patch.delenv(name)
            patch.setenv("PORTAL_STATISTICS", "off")
            for name, value in env.items():
                patch.setenv(name, value)
            url = env.get("PORTAL_DATABASE_URL", url)
            if args[0] == "serve":
                done = run_portal(url, *args, **env)
                return Done(done.returncode, done.stdout, done.stderr)
            return portal_on(url, patch, capsys)(*args)

    return run


def run_portal(url: str, *args: object, **env: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m portal` over a database, in a process of its own."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")
    }
    return subprocess.run(
        [sys.executable, "-m", "portal", *map(str, args)],
        cwd=ROOT,
        env={**environment, "PORTAL_DATABASE_URL": url, "PORTAL_STATISTICS": "off", **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


@pytest.fixture
def portal(command: Portal, tmp_path: Path) -> Portal:
    """The command over a database that does not exist yet."""
    return partial(command, f"sqlite:///{tmp_path / 'data' / 'portal.db'}")


@pytest.fixture
def filled(command: Portal, sqlite_file: str) -> Portal:
    """The command over the project's catalogue, for what only reads."""
    return partial(command, sqlite_file)


def export(url: str, *args: str) -> str:
    """Run `portal export` in this process and return its output."""
    result = CliRunner(env={"PORTAL_DATABASE_URL": url}).invoke(main, ["export", *args])
    assert result.exit_code == 0, result.output
    return result.stdout_bytes.decode()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_explains_itself(command: list[str], option: str) -> None:
    result = CliRunner().invoke(main, [*command, option], prog_name="portal")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: {' '.join(['portal', *command])} ")
    assert len(result.output.splitlines()) > 4


@pytest.mark.parametrize("command", [[], ["users"], ["db", "backup"], ["import"]], ids=" ".join)
def test_help_waits_for_no_library_that_commands_need(command: list[str]) -> None:
    code = (
        "import sys\nfrom portal.cli.main import main\n"
        f"main.main([*{command!r}, '--help'], standalone_mode=False)\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "click" in loaded
    heavy = {"alembic", "dash", "flask", "limits", "pandas", "psycopg", "pydantic", "sqlalchemy"}
    assert not loaded & heavy


def test_every_command_is_listed_above() -> None:
    assert isinstance(main, click.Group)
    documented = {" ".join(command) for command in COMMANDS}
    registered = set(main.commands) | {
        f"{name} {part}"
        for name, command in main.commands.items()
        if isinstance(command, click.Group)
        for part in command.commands
    }
    assert registered == documented - {""}


def test_the_schema_is_upgraded_once(portal: Portal) -> None:
    first, second = portal("db", "upgrade"), portal("db", "upgrade")
    assert (first.code, second.code) == (0, 0)
    assert first.out.startswith("The schema went from nothing to ")
    assert second.out.startswith("The schema is already at ")


def test_a_load_tells_what_it_added_and_a_second_one_that_nothing_changed(portal: Portal) -> None:
    first = portal("load")
    assert first.code == 0
    counts = {line.split()[0]: line.split()[1:] for line in first.out.splitlines()}
    assert counts["items"] == ["147", "added", "0", "changed", "0", "removed"]
    assert counts["councils"][1] == "added"
    second = portal("load")
    assert second.code == 0
    assert second.out == "Nothing changed: the database already holds exactly these rows.\n"


def test_a_region_is_loaded_changed_and_named_row_by_row(portal: Portal, tmp_path: Path) -> None:
    region = write_region(tmp_path)
    portal("load")
    assert portal("load", region).code == 0
    replace_in(region / "items.csv", "Steady staff", "Steadier staff")
    changed = portal("load", region, "--verbose")
    assert changed.out.splitlines() == [
        "items                0 added      1 changed      0 removed",
        "    ~ R1: title, words",
    ]
    assert f"{COUNCIL}," in portal("export", "items").out


def test_a_bad_folder_is_told_fault_by_fault_and_not_loaded(portal: Portal, tmp_path: Path) -> None:
    region = write_region(tmp_path)
    replace_in(region / "items.csv", ",workforce,", ",workfroce,")
    replace_in(region / "observations.csv", "487.0", "about 487")
    portal("load")
    result = portal("load", region)
    assert result.code == 1
    assert result.out == ""
    assert result.err.splitlines() == [
        f"{DOCUMENT}/observations.csv, row 6, column value: 'about 487'. Write a plain number such "
        "as 66.4, without %, £ or commas.",
        f"{DOCUMENT}/items.csv, row 2, column area: 'workfroce'. Not among the areas. Did you mean "
        "workforce?",
        "2 faults; nothing was loaded.",
    ]
    assert COUNCIL not in portal("export", "items").out


def test_one_fault_is_counted_as_one(portal: Portal, tmp_path: Path) -> None:
    result = portal("load", tmp_path / "nowhere")
    assert result.code == 1
    assert result.err.splitlines() == [
        f"{tmp_path / 'nowhere'}: There is no such folder; check its name.",
        "1 fault; nothing was loaded.",
    ]


@pytest.mark.parametrize("table", CONTRACT)
def test_an_export_has_the_columns_of_the_contract_first(sqlite_file: str, table: str) -> None:
    columns = CONTRACT[table].split()
    header, *rows = csv.reader(
        io.StringIO(export(sqlite_file, table, "--format", "csv"), newline="")
    )
    assert header[: len(columns)] == columns
    assert len(set(header)) == len(header)
    objects = json.loads(export(sqlite_file, table, "--format", "json"))
    assert all(list(record) == header for record in objects)
    assert len(objects) == len(rows)
    # None of the papers carried is a tracker, whose rows say how far they are on a day.
    assert bool(rows) == (table != "progress")
    assert all(len(row) == len(header) for row in rows)


def test_an_export_says_the_same_in_both_formats(sqlite_file: str) -> None:
    rows = list(csv.DictReader(io.StringIO(export(sqlite_file, "observations"), newline="")))
    objects = json.loads(export(sqlite_file, "observations", "--format", "json"))
    for row, record in zip(rows, objects, strict=True):
        for name, value in record.items():
            if isinstance(value, float):
                assert float(row[name]) == value
            else:
                assert row[name] == ("" if value is None else str(value))
    assert any(row["value"].endswith(".0") for row in rows)


def test_an_export_is_printed_or_written_to_a_file(filled: Portal, tmp_path: Path) -> None:
    printed = filled("export", "plans")
    path = tmp_path / "plans.csv"
    written = filled("export", "plans", "--output", path)
    assert (printed.code, written.code) == (0, 0)
    assert written.out == ""
    assert written.err == f"6 rows written to {path}\n"
    assert path.read_bytes().decode("utf-8") == printed.out


def test_a_first_export_fills_a_new_sqlite_file(portal: Portal) -> None:
    result = portal("export", "documents", "--format", "json")
    assert result.code == 0
    assert len(json.loads(result.out)) == 5


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["export", "users"], "'users' is not one of 'documents', 'plans', 'items', 'actions',"),
        (["export", "items", "--format", "xml"], "'xml' is not one of 'csv', 'json'."),
        (["export"], "Missing argument"),
        (["serve", "--port", "0"], "0 is not in the range 1<=x<=65535."),
        (["serve", "--workers", "many"], "'many' is not a valid integer range."),
        (["publish"], "No such command 'publish'."),
        (["load", "--force"], "No such option"),
    ],
)
def test_a_wrong_call_exits_with_2_and_says_what_is_wrong(
    filled: Portal, args: list[str], message: str
) -> None:
    result = filled(*args)
    assert result.code == 2
    assert message in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("args", "env", "message"),
    [
        (["check"], {"PORTAL_PORT": "http"},
         "PORTAL_PORT is 'http'; it must be a whole number from 1 to 65535."),
        (["load"], {"PORTAL_WORKERS": "0"},
         "PORTAL_WORKERS is '0'; it must be a whole number from 1 to 64."),
        (["check"], {"PORTAL_DATABASE_URL": "nonsense"}, "PORTAL_DATABASE_URL is 'nonsense'; use "),
        (["load"], {"PORTAL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"},
         "The database cannot be used: "),
        (["load"], {"PORTAL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x?sslmode=perhaps"},
         "Check PORTAL_DATABASE_URL (host, port, name, options), the password, and "),
        (["load"], {"PORTAL_DATABASE_URL": "postgresql://nobody@h/x?target_session_attrs=some"},
         "PORTAL_DATABASE_URL cannot be used: it says target_session_attrs=some; use any, read-"),
        (["load"], {"PORTAL_DATABASE_URL": "postgresql://nobody@a:1,b:2/x?pooler=other"},
         "PORTAL_DATABASE_URL cannot be used: it says pooler=other; use pgbouncer, or leave it o"),
        (["export", "plans"], {"PORTAL_DATABASE_URL": "postgresql://nobody@h/x?sslmod=require"},
         "PORTAL_DATABASE_URL cannot be used: it has the option 'sslmod'; perhaps sslmode is mean"),
        (["check"], {"PORTAL_DATABASE_URL": "sqlite:///x.db?mode=ro"},
         "PORTAL_DATABASE_URL cannot be used: it has the option 'mode'; there is no such option"),
        (["check"], {"PORTAL_DATABASE_URL": "postgresql://nobody@h:port/x"},
         "PORTAL_DATABASE_URL cannot be used: its port is no number"),
        (["serve"], {"PORTAL_LIMITS_STORE": "memcached://127.0.0.1:1"},
         "PORTAL_LIMITS_STORE is 'memcached://127.0.0.1:1'; it cannot be used: "),
        (["serve"], {"PORTAL_HOST": "203.0.113.9"}, "PORTAL_HOST: nobody can listen at 203.0.113."),
        (["serve"], {"PORTAL_HOST": "nowhere.invalid"}, "PORTAL_HOST: nobody can listen at nowher"),
        (["db", "upgrade"], {"PORTAL_DATABASE_URL": "sqlite:////dev/null/portal.db"},
         "/dev/null: "),
        (["export", "plans", "--output", "/nowhere/plans.csv"], {},
         "/nowhere/plans.csv: No such file or directory."),
        (["new-plan", "/dev/null/plan"], {}, "/dev/null/plan: Not a directory."),
        (["new-plan", CATALOGUE], {}, "already holds files; name a new folder."),
        (["load", "/dev/null"], {}, "/dev/null: There is no such folder; check its name."),
    ],
)  # fmt: skip
def test_a_fault_outside_the_call_exits_with_1_and_one_clear_message(
    filled: Portal, args: list[object], env: dict[str, str], message: str
) -> None:
    result = filled(*args, **env)
    assert result.code == 1
    assert message in result.err
    assert "Traceback" not in result.err
    assert "sqlalche.me" not in result.err


def test_check_shows_every_setting_the_schema_and_the_data(filled: Portal) -> None:
    result = filled("check", PORTAL_BASE_URL="https://portal.example")
    assert result.code == 0
    for name, meaning in SETTINGS.items():
        assert any(
            line.startswith(name) and line.endswith(meaning) for line in result.out.splitlines()
        )
    assert "https://portal.example" in result.out
    assert "data version 1 of " in result.out


@pytest.mark.parametrize("folder", [CATALOGUE, INSPECTIONS], ids=lambda folder: folder.name)
def test_the_data_that_the_project_carries_has_no_faults(portal: Portal, folder: Path) -> None:
    checked = portal("check", str(folder))
    assert (checked.code, checked.err) == (0, "")
    assert "recommendations" in checked.out


def test_check_never_shows_a_password(filled: Portal) -> None:
    hidden = "between-you-and-me"
    result = filled(
        "check",
        PORTAL_DATABASE_URL=f"postgresql://me:{hidden}@127.0.0.1:1/x",
        PORTAL_SECRET_KEY=hidden,
        PORTAL_OIDC_ISSUER="https://id.example",
        PORTAL_OIDC_CLIENT_ID="portal",
        PORTAL_OIDC_CLIENT_SECRET=hidden,
        PORTAL_LIMITS_STORE=f"redis://me:{hidden}@127.0.0.1:1/x",
    )
    assert "postgresql://me@127.0.0.1:1/x" in result.out
    assert result.out.count("set, not shown") == 2
    assert hidden not in result.out + result.err


def test_postgresql_needs_a_secret_key_before_it_is_served(portal: Portal) -> None:
    result = portal("serve", PORTAL_DATABASE_URL="postgresql://me@127.0.0.1:1/x")
    assert result.code == 1
    assert "PORTAL_SECRET_KEY" in result.err
    assert "Traceback" not in result.err


def test_check_says_which_command_readies_a_database(portal: Portal) -> None:
    empty = portal("check")
    assert (empty.code, "run `portal db upgrade`" in empty.err) == (1, True)
    portal("db", "upgrade")
    without_data = portal("check")
    assert (without_data.code, "run `portal load`" in without_data.err) == (1, True)


def test_check_says_how_each_thing_is_and_what_to_do(filled: Portal, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("k" * 40)
    key.chmod(0o666)
    wrong = filled(
        "check", "--json", PORTAL_SECRET_KEY_FILE=str(key), PORTAL_BASE_URL="https://x.y"
    )
    faults = {check["name"]: check for check in json.loads(wrong.out) if check["state"] != "ok"}
    assert (wrong.code, faults["file"]["state"]) == (1, "fail")
    assert faults["file"]["remedy"] == f"chmod 600 {key}"
    assert faults["proxies"]["state"] == "warn"
    public = filled("check", PORTAL_SIGN_IN="off")
    assert public.code == 0
    assert "public: nothing can be posted but questions of pages" in public.out
    assert "each of 2 processes counts alone, so one address may ask 2 times as oft" in public.out
    alone = filled("check", PORTAL_WORKERS="1")
    assert "counts alone" not in alone.out
    several = json.loads(filled("check", "--json", PORTAL_WORKERS="4").out)
    limits = next(check for check in several if check["name"] == "limits")
    assert (limits["state"], "redis://" in limits["remedy"]) == ("warn", True)
    assert "40 attempts to sign in a minute instead of 10" in limits["told"]
    away = filled("check", PORTAL_LIMITS_STORE="redis://127.0.0.1:1/0")
    assert (away.code, "redis://127.0.0.1:1/0 does not answer" in away.err) == (1, True)


def test_check_of_a_folder_loads_nothing(portal: Portal, tmp_path: Path) -> None:
    result = portal("check", write_region(tmp_path))
    assert result.code == 0
    assert result.out == (
        "No faults: 1 councils, 1 measures, 1 document, 1 inspections, 1 plans, 2 items, "
        "3 actions, 1 milestones, 2 statements, 3 indicators, 7 observations, 2 targets.\n"
    )
    assert not (tmp_path / "data").exists()


def test_check_of_a_bad_folder_tells_its_faults(portal: Portal, tmp_path: Path) -> None:
    region = write_region(tmp_path)
    replace_in(region / "targets.csv", ",80,", ",180,")
    result = portal("check", region)
    assert result.code == 1
    assert f"{DOCUMENT}/targets.csv, row 2, column value: '180.0'." in result.err


def test_two_readings_are_compared(portal: Portal, tmp_path: Path) -> None:
    first, second = write_region(tmp_path / "first"), write_region(tmp_path / "second")
    agreed = portal("check", first, "--against", second)
    assert agreed.code == 0
    assert agreed.out.startswith("No faults: ")
    replace_in(second / "observations.csv", "487.0", "478.0")
    replace_in(second / "items.csv", ",workforce,", ",leaving-care,")
    differing = portal("check", first, "--against", second)
    assert differing.code == 1
    assert [line.partition(",")[0] for line in differing.out.splitlines()] == [
        "items exeter-test-2020 / R1",
        "observations exeter-test-2020-visits / exeter-test / 2019-10-31 / month",
    ]
    assert "2 differences; settle at the source." in differing.err
    replace_in(second / "items.csv", "plan,ref", "plan,reference")
    unreadable = portal("check", first, "--against", second)
    assert unreadable.code == 1
    assert f"{DOCUMENT}/items.csv, row 1, column ref: Add this column" in unreadable.err


def test_new_plan_makes_a_folder_that_explains_itself(portal: Portal, tmp_path: Path) -> None:
    result = portal("new-plan", tmp_path / "new")
    assert result.code == 0
    made = {Path(line) for line in result.out.splitlines()}
    assert made == set((tmp_path / "new").iterdir())
    assert tmp_path / "new" / "README.md" in made


def test_a_reader_that_stops_early_causes_no_trace(sqlite_file: str) -> None:
    environment = {**os.environ, "PORTAL_DATABASE_URL": sqlite_file}
    command = [sys.executable, "-m", "portal", "export", "observations"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_a_database_of_another_kind_is_refused_in_words(tmp_path: Path) -> None:
    environment = {**os.environ, "PORTAL_DATABASE_URL": "mysql://nobody@localhost/portal"}
    done = subprocess.run(
        [sys.executable, "-m", "portal", "export", "items"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "use sqlite:///FILE or postgresql://" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_councils_paper_becomes_a_folder_that_can_be_checked(
    portal: Portal, tmp_path: Path
) -> None:
    paper = tmp_path / "plan.csv"
    paper.write_text(
        "Anyshire County Council: improvement plan\n"
        "Ref,Recommendation,Action,Lead,By when,RAG,Progress at 30 June 2025\n"
        "1.1,R1: Assess in time,Train staff,Ada Larkspur (Team Manager),July 2025,G,On course\n"
        "Total,,1,,,,\n"
    )
    folder = tmp_path / "anyshire"
    result = portal("intake", paper, "--output", folder)
    assert result.code == 0
    assert "1 items, 1 actions, 1 with a day" in result.out
    assert "1 total" in result.out
    assert portal("check", folder).out.startswith("No faults: 1 councils")
    actions = (folder / "actions.csv").read_text()
    assert "AL,Team Manager,July 2025,2025-07-31,in_progress" in actions
    assert "Larkspur" not in actions
    again = portal("intake", paper, "--output", folder)
    assert (again.code, again.err) == (
        1,
        f"Error: {folder} already holds files; name a new folder.\n",
    )


def test_a_paper_that_is_no_plan_is_refused_with_the_reason(portal: Portal, tmp_path: Path) -> None:
    paper = tmp_path / "old.doc"
    paper.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    result = portal("intake", paper, "--output", tmp_path / "none")
    assert result.code == 1
    assert "old version of Word or Excel" in result.err
    assert not (tmp_path / "none").exists()
