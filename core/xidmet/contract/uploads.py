"""Where files stand among raw answers. A path names the question: photos, or workers-<id of the row>-passport."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from xidmet.contract.attached import Attached
from xidmet.contract.fields import Field, Upload
from xidmet.contract.form import Form, Part

Raw = Mapping[str, Any]
Change = Callable[[str, Upload, Any], Any]


def has_uploads(form: type[Form]) -> bool:
    """Is a file asked for anywhere in it?"""
    return takes_files(form.fields.values())


def takes_files(fields: Iterable[Field[Any]]) -> bool:
    """Is a file asked for by one of these, or inside it?"""
    return any(isinstance(one, Upload) or (isinstance(one, Part) and has_uploads(one.of)) for one in fields)


def uploads(form: type[Form]) -> Iterator[Upload]:
    """Every question for a file in it, and in the rows and parts inside it."""
    for field in form.fields.values():
        if isinstance(field, Upload):
            yield field
        elif isinstance(field, Part):
            yield from uploads(field.of)


def upload_at(form: type[Form], path: str) -> Upload | None:
    """The question that a path names; None when there is none. A row need not be there yet."""
    name, hyphen, rest = path.partition("-")
    field = form.fields.get(name)
    if isinstance(field, Upload):
        return None if hyphen else field
    if not isinstance(field, Part) or not rest:
        return None
    return upload_at(field.of, _in_row(field, rest)[1] if field.rows else rest)


def _in_row(field: Part[Any], rest: str) -> tuple[str, str]:
    """The row's id and the path behind it; a row's id may hold hyphens, a question's name does not."""
    places = [place for place, sign in enumerate(rest) if sign == "-" and place]
    found = next((place for place in places if upload_at(field.of, rest[place + 1 :])), len(rest))
    return rest[:found], rest[found + 1 :]


def with_place(form: type[Form], raw: Raw, path: str) -> dict[str, Any]:
    """Raw answers in which something stands at this path of an upload question, in a row that may be new."""
    name, _hyphen, rest = path.partition("-")
    field, found = form.fields[name], dict(raw)
    if isinstance(field, Part) and field.rows:
        row, inner = _in_row(field, rest)
        given = [one for one in raw.get(name) or [] if isinstance(one, Mapping)]
        rows = given if any(one.get("_id") == row for one in given) else [*given, {"_id": row}]
        found[name] = [with_place(field.of, one, inner) if one.get("_id") == row else one for one in rows]
    elif isinstance(field, Part):
        part = raw.get(name)
        found[name] = with_place(field.of, part if isinstance(part, Mapping) else {}, rest)
    else:
        found.setdefault(name, [] if field.rows else "")
    return found


def changed(form: type[Form], raw: Raw, change: Change, prefix: str = "") -> dict[str, Any]:
    """Raw answers in which what was given to each upload question that is there is replaced."""
    found = dict(raw)
    for name, field in form.fields.items():
        if name not in raw:
            continue
        given, path = raw[name], f"{prefix}{name}"
        if isinstance(field, Upload):
            found[name] = change(path, field, given)
        elif isinstance(field, Part) and field.rows and isinstance(given, list | tuple):
            found[name] = [_row(field, row, place, change, path) for place, row in enumerate(given)]
        elif isinstance(field, Part) and not field.rows and isinstance(given, Mapping):
            found[name] = changed(field.of, given, change, f"{path}-")
    return found


def _row(field: Part[Any], row: Any, place: int, change: Change, path: str) -> Any:
    if not isinstance(row, Mapping):
        return row
    return changed(field.of, row, change, f"{path}-{row.get('_id', place)}-")


def ids_of(given: Any) -> list[str]:
    """The documents that were given to an upload question, as a browser or the store says them, each once."""
    values = given if isinstance(given, list | tuple) else [given]
    ids = (value.get("id") if isinstance(value, Mapping) else value for value in values)
    return list(dict.fromkeys(one for one in ids if isinstance(one, str) and one))


def files_in(given: Any) -> list[dict[str, Any]]:
    """What the store keeps of files, among what was given to an upload question."""
    return [one for one in (given if isinstance(given, list | tuple) else [given]) if isinstance(one, dict)]


def given_at(form: type[Form], raw: Raw) -> dict[str, list[dict[str, Any]]]:
    """Path -> what the store keeps of its files, for each upload question among raw answers."""
    found: dict[str, list[dict[str, Any]]] = {}

    def seen(path: str, field: Upload, given: Any) -> Any:
        found[path] = files_in(given)
        return given

    changed(form, raw, seen)
    return found


def named(form: type[Form], raw: Raw) -> dict[str, list[str]]:
    """Path -> documents, for each upload question among raw answers."""
    found: dict[str, list[str]] = {}

    def seen(path: str, field: Upload, given: Any) -> Any:
        found[path] = ids_of(given)
        return given

    changed(form, raw, seen)
    return found


def resolved(form: type[Form], raw: Raw, known: Mapping[str, Attached]) -> dict[str, Any]:
    """Raw answers in which documents are named as the store keeps them; those that are not known are left out.

    So whatever a browser says of a file but its id counts for nothing.
    """

    def kept(path: str, field: Upload, given: Any) -> Any:
        files = [known[one] for one in ids_of(given) if one in known and known[one].kind in field.kinds]
        return as_raw(field, files)

    return changed(form, raw, kept)


def as_raw(field: Upload, files: list[Attached]) -> Any:
    """Files as raw input of a question; of several for one, the last."""
    if field.rows:
        return [dict(vars(one)) for one in files]
    return dict(vars(files[-1])) if files else ""


def attached_in(answers: Form) -> Iterator[Attached]:
    """Every file among answers that were understood."""
    return (one for _path, one in placed_in(answers))


def placed_in(answers: Form, prefix: str = "") -> Iterator[tuple[str, Attached]]:
    """The same, each with the path of its question, in which a row is named by its place."""
    for name, value in vars(answers).items():
        rows = value if isinstance(value, tuple) else (value,)
        for place, one in enumerate(rows):
            if isinstance(one, Attached):
                yield f"{prefix}{name}", one
            elif isinstance(one, Form):
                inner = f"{prefix}{name}-{place}-" if rows is value else f"{prefix}{name}-"
                yield from placed_in(one, inner)
