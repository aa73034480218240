"""Settings from the environment and from wanbox.toml."""

from __future__ import annotations

import datetime as dt
import pickle

import pytest

from wanbox import settings
from wanbox.settings import SETTINGS, LogLevel, SettingError, Settings, Validation


def load(folder, text=None, **environ):
    if text is not None:
        (folder / "wanbox.toml").write_text(text, "utf-8")
    return settings.load(environ, folder)


# --- defaults


def test_the_defaults_are_those_of_the_design(tmp_path):
    given = load(tmp_path)

    assert ("127.0.0.1", 8026, tmp_path / ".wanbox", (), Validation.VENDOR, 32 << 20, False, 3, "cn-beijing") == (
        given.host,
        given.port,
        given.data,
        given.api_keys,
        given.validation,
        given.max_body,
        given.allow_private_urls,
        given.max_attempts,
        given.region,
    )
    assert (dt.timedelta(days=30), dt.timedelta(hours=24), dt.timedelta(hours=48), 15.0, 10800.0) == (
        given.retention,
        given.link_lifetime,
        given.upload_lifetime,
        given.lease_seconds,
        given.task_seconds,
    )


@pytest.mark.parametrize(("expected", "cores"), [(1, 1), (1, 2), (1, 3), (2, 4), (8, 16)])
def test_there_is_one_worker_per_two_cores_and_at_least_one(monkeypatch, expected, cores):
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(cores)))

    assert expected == settings._half_the_cores()


def test_database_and_files_lie_in_the_data_folder_by_default(tmp_path):
    given = load(tmp_path, WANBOX_DATA="my data")

    assert (f"sqlite://{tmp_path}/my%20data/ledger.sqlite3", f"file://{tmp_path}/my%20data/files") == (
        given.ledger_url,
        given.files_url,
    )


def test_given_addresses_replace_them(tmp_path):
    given = load(tmp_path, WANBOX_DATABASE_URL="sqlite:///x.db", WANBOX_STORAGE_URL="file:///x")

    assert ("sqlite:///x.db", "file:///x") == (given.ledger_url, given.files_url)


# --- forms


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (dt.timedelta(hours=24), "24h"),
        (dt.timedelta(minutes=90), "90m"),
        (dt.timedelta(days=30), "30D"),
        (dt.timedelta(seconds=5), " 5 s "),
    ],
)
def test_lengths_of_time(tmp_path, expected, text):
    assert expected == load(tmp_path, WANBOX_RETENTION=text).retention


@pytest.mark.parametrize(
    ("expected", "text"), [(1024, "1024"), (32 << 20, "32MB"), (1 << 30, "1 gb"), (512 << 10, "512KB")]
)
def test_sizes(tmp_path, expected, text):
    assert expected == load(tmp_path, WANBOX_MAX_BODY=text).max_body


@pytest.mark.parametrize(
    ("expected", "text"), [(True, "1"), (True, "true"), (True, "Yes"), (False, "0"), (False, "off")]
)
def test_switches(tmp_path, expected, text):
    assert expected is load(tmp_path, WANBOX_ALLOW_PRIVATE_URLS=text).allow_private_urls


@pytest.mark.parametrize(("expected", "text"), [(7.5, "7.5"), (120.0, "2m")])
def test_seconds(tmp_path, expected, text):
    assert expected == load(tmp_path, WANBOX_FETCH_SECONDS=text).fetch_seconds


def test_keys_are_separated_by_commas(tmp_path):
    assert ("sk-a", "sk-b") == load(tmp_path, WANBOX_API_KEYS=" sk-a, ,sk-b,").api_keys


def test_choices_ignore_case(tmp_path):
    given = load(tmp_path, WANBOX_VALIDATION="Eager", WANBOX_LOG_LEVEL="DEBUG")

    assert (Validation.EAGER, LogLevel.DEBUG) == (given.validation, given.log_level)


def test_an_empty_value_means_the_default(tmp_path):
    assert 8026 == load(tmp_path, WANBOX_PORT=" ").port


def test_a_public_address_loses_its_last_slash(tmp_path):
    assert "https://w.example/base" == load(tmp_path, WANBOX_PUBLIC_URL="https://w.example/base/").public_url


def test_zero_workers_are_allowed(tmp_path):
    assert 0 == load(tmp_path, WANBOX_WORKERS="0").workers


# --- routes


@pytest.mark.parametrize(
    ("expected", "model"),
    [("cloud", "wan2.6-t2v"), ("remote", "wan2.6-i2v-flash"), ("my.own_engine", "wan2.6-t2i")],
)
def test_a_models_own_route_goes_before_patterns(tmp_path, expected, model):
    given = load(tmp_path, WANBOX_ROUTES="wan2.6-i2v*=remote, *=my.own_engine, wan2.6-t2v=cloud")

    assert expected == given.engine_for(model)


def test_a_model_without_a_route_has_no_engine(tmp_path):
    assert load(tmp_path, WANBOX_ROUTES="wan2.6-t2v=storyboard").engine_for("wan2.6-t2i") is None


# --- the file


def test_the_file_is_read(tmp_path):
    text = 'port = 9000\nlog_prompts = true\napi_keys = ["a", "b"]\nretention = "24h"\n[routes]\n"*" = "cloud"\n'
    given = load(tmp_path, text)

    assert (9000, True, ("a", "b"), dt.timedelta(hours=24), "cloud") == (
        given.port,
        given.log_prompts,
        given.api_keys,
        given.retention,
        given.engine_for("x"),
    )


def test_a_zero_in_the_file_counts(tmp_path):
    assert 0 == load(tmp_path, "workers = 0").workers


def test_the_environment_goes_before_the_file(tmp_path):
    assert 1 == load(tmp_path, "port = 2", WANBOX_PORT="1").port


def test_a_misspelt_name_in_the_file_is_an_error_with_a_hint(tmp_path):
    with pytest.raises(SettingError, match=r"no setting 'retenton' .*Did you mean 'retention'\?"):
        load(tmp_path, "retenton = '24h'")


def test_a_broken_file_is_an_error(tmp_path):
    with pytest.raises(SettingError, match=r"wanbox\.toml is not valid TOML"):
        load(tmp_path, "port = = 1")


def test_a_file_that_is_no_text_is_an_error(tmp_path):
    (tmp_path / "wanbox.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(SettingError, match="cannot be read"):
        load(tmp_path)


# --- errors


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WANBOX_PORT", "65536"),
        ("WANBOX_PORT", "-1"),
        ("WANBOX_PORT", "http"),
        ("WANBOX_PORT", "８０"),
        ("WANBOX_WORKERS", "-1"),
        ("WANBOX_RETENTION", "soon"),
        ("WANBOX_RETENTION", "24"),
        ("WANBOX_RETENTION", "0h"),
        ("WANBOX_RETENTION", "999999999d"),
        ("WANBOX_MAX_BODY", "32XB"),
        ("WANBOX_MAX_BODY", "0"),
        ("WANBOX_ALLOW_PRIVATE_URLS", "maybe"),
        ("WANBOX_VALIDATION", "strict"),
        ("WANBOX_LEASE_SECONDS", "0"),
        ("WANBOX_MAX_ATTEMPTS", "0"),
        ("WANBOX_ROUTES", "wan2.6-t2v"),
        ("WANBOX_ROUTES", "a=b c"),
        ("WANBOX_PUBLIC_URL", "ftp://x"),
        ("WANBOX_LOG_LEVEL", "loud"),
    ],
)
def test_an_error_names_setting_and_value(tmp_path, name, value):
    with pytest.raises(SettingError) as error:
        load(tmp_path, **{name: value})

    assert str(error.value).startswith(f"{name}: {value!r} is not ")


def test_an_error_in_the_file_names_the_file(tmp_path):
    with pytest.raises(SettingError, match=r"port in wanbox\.toml: 'x' is not a whole number"):
        load(tmp_path, "port = 'x'")


# --- secrets, copies, the table


def test_secrets_do_not_show(tmp_path):
    given = load(
        tmp_path,
        WANBOX_API_KEYS="sk-hidden",
        DASHSCOPE_API_KEY="sk-hidden",
        WANBOX_DATABASE_URL="sqlite://hidden",
        WANBOX_STORAGE_URL="file://hidden",
    )

    assert "hidden" not in repr(given)


def test_settings_go_to_other_processes_unchanged(tmp_path):
    given = load(
        tmp_path, WANBOX_ROUTES="a=b,*=c", WANBOX_API_KEYS="x,y", WANBOX_RETENTION="90m", WANBOX_LOG_PROMPTS="1"
    )

    assert given == pickle.loads(pickle.dumps(given)) == settings.load(settings.to_environ(given), tmp_path)


def test_unknown_names_in_the_environment_are_found():
    assert ("WANBOX_PROT",) == settings.unknown({"WANBOX_PROT": "1", "WANBOX_PORT": "1", "PATH": ""})


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: row.name)
def test_every_setting_has_a_line_of_help(row):
    assert row.help.endswith(".")
    assert "\n" not in row.help


@pytest.mark.parametrize(
    "row", [row for row in SETTINGS if row.default and " " not in row.default], ids=lambda row: row.name
)
def test_a_documented_default_is_the_real_one(row, tmp_path):
    real = getattr(Settings(), row.key)

    assert real == row.parse(row.default)


def test_the_names_are_those_that_others_rely_on():
    named = ["HOST", "PORT", "DATA", "API_KEYS", "DATABASE_URL", "STORAGE_URL", "WORKERS", "RETENTION", "VALIDATION"]

    assert {f"WANBOX_{name}" for name in named} | {"DASHSCOPE_API_KEY"} <= {row.name for row in SETTINGS}
