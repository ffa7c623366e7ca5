"""Invented data for a demonstration: 200 organisations, 300 contracts, the purposes. No real person or body."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from xidmet import Code, DemoPerson, Form, Organisation, Register

from .form import Contract, contracts, organisations, purposes

Row = tuple[Register[Any], str, Form]

SURNAMES = [
    "Abbasov",
    "Ağayev",
    "Əhmədov",
    "Əliyev",
    "Əsgərov",
    "Bağırov",
    "Cəfərov",
    "Həsənov",
    "Hüseynov",
    "İbrahimov",
    "İsmayılov",
    "Kərimov",
    "Qasımov",
    "Quliyev",
    "Mahmudov",
    "Məmmədov",
    "Mustafayev",
    "Nəbiyev",
    "Orucov",
    "Rəhimov",
    "Rüstəmov",
    "Sadıqov",
    "Səfərov",
    "Tağıyev",
    "Vəliyev",
    "Yusifov",
    "Zeynalov",
]
MEN = [
    "Anar",
    "Araz",
    "Cavid",
    "Elçin",
    "Elnur",
    "Emin",
    "Fərid",
    "İlqar",
    "Kamran",
    "Murad",
    "Nicat",
    "Orxan",
    "Rauf",
    "Rəşad",
    "Rövşən",
    "Samir",
    "Tural",
    "Vüqar",
]
WOMEN = [
    "Aygün",
    "Aynur",
    "Fidan",
    "Günay",
    "Gülnar",
    "Könül",
    "Lalə",
    "Leyla",
    "Nərmin",
    "Nigar",
    "Sevinc",
    "Şəbnəm",
    "Ülviyyə",
    "Vəfa",
    "Xədicə",
    "Zümrüd",
]
TRADES = {
    "Tikinti": "Binaların tikintisi",
    "Logistika": "Yük daşınması",
    "Aqro": "Bitkiçilik və heyvandarlıq",
    "Ticarət": "Pərakəndə ticarət",
    "Texnologiya": "Proqram təminatının hazırlanması",
    "Enerji": "Elektrik enerjisinin paylanması",
    "Tekstil": "Parça istehsalı",
    "Qida": "Qida məhsullarının istehsalı",
    "Klinika": "Tibbi yardım",
    "Təhsil": "Əlavə təhsil",
    "Bank": "Maliyyə vasitəçiliyi",
    "Servis": "Texniki xidmət",
}
FIRST_WORDS = [
    "Xəzər",
    "Araz",
    "Kür",
    "Şirvan",
    "Abşeron",
    "Muğan",
    "Günəş",
    "Zirvə",
    "Qafqaz",
    "Çinar",
    "Göyçay",
    "Nar",
    "Səba",
    "Ulduz",
    "İpək",
    "Körpü",
    "Dəniz",
    "Yelkən",
]
STREETS = ["Nizami", "Füzuli", "Xətai", "Nəsimi", "Səbail", "Cavid", "Vurğun", "Hadi", "Bakıxanov", "Zərdabi"]
POSITIONS = [
    "Mühəndis",
    "Mühasib",
    "Sürücü",
    "Satıcı",
    "Həkim",
    "Müəllim",
    "Proqramçı",
    "Anbardar",
    "Hüquqşünas",
    "Menecer",
    "Texnik",
    "Operator",
]
PURPOSES = (
    ("bank", "Bank or loan", "Bank və ya kredit", "Банк или кредит"),
    ("embassy", "Embassy or visa", "Səfirlik və ya viza", "Посольство или виза"),
    ("education", "Education", "Təhsil", "Образование"),
    ("court", "Court", "Məhkəmə", "Суд"),
    ("notary", "Notary", "Notariat", "Нотариат"),
    ("social", "Social support", "Sosial müdafiə", "Социальная поддержка"),
    ("housing", "Housing", "Mənzil", "Жильё"),
    ("employer", "Another employer", "Başqa işəgötürən", "Другой работодатель"),
    ("other", "Other", "Digər", "Другое"),
)
WEIGHTS = (4, 1, 8, 6, 2, 7, 5, 3)


def invented(people: Sequence[DemoPerson], today: dt.date) -> list[Row]:
    """The same rows on every run; dates are counted from today."""
    random = Random(2004)  # noqa: S311  # repeatable, nothing secret
    bodies = [*_of_the_people(people), *_organisations(random)][:200]
    employee = people[0]
    rows: list[Row] = [(purposes, "", Code(code=c, name=en, name_az=az, name_ru=ru)) for c, en, az, ru in PURPOSES]
    rows += [(organisations, f"o:{body.voen}", body) for body in bodies]
    rows += [_row(contract) for contract in _three(employee, bodies, today)]
    rows += [_row(contract) for contract in _others(random, people[1:], bodies, today)]
    return rows


def _row(contract: Contract) -> Row:
    return contracts, f"p:{contract.fin}", contract


def _of_the_people(people: Sequence[DemoPerson]) -> Iterator[Organisation]:
    for voen, name in dict.fromkeys((p.voen, p.organisation) for p in people if p.voen):
        yield Organisation(
            voen=voen,
            name=name,
            kind="legal_entity",
            activity=TRADES["Logistika"],
            address="AZ1114, Bakı şəhəri, Nizami küçəsi 10",
            email="info@numune-logistika.example",
        )


def _organisations(random: Random) -> Iterator[Organisation]:
    names = [f"{first} {trade}" for first in FIRST_WORDS for trade in TRADES]
    random.shuffle(names)
    for serial, name in enumerate(names):
        trade = name.split()[-1]
        street, house = random.choice(STREETS), random.randint(1, 90)
        yield Organisation(
            voen=voen(14, 100000 + serial * 37),
            name=f"“{name}” MMC",
            kind="state_body" if trade == "Təhsil" else "legal_entity",
            activity=TRADES[trade],
            address=f"AZ10{random.randint(10, 99)}, Bakı şəhəri, {street} küçəsi {house}",
            email=f"info@qurum-{serial}.example",
        )


def voen(territory: int, serial: int) -> str:
    """A tax number of a legal entity that is valid in form: territory, six digits, check digit, 1.

    The check digit is the weighted sum modulo 11; a serial for which that is 10 is passed over, as it is never issued.
    """
    while True:
        digits = f"{territory:02}{serial % 1_000_000:06}"
        check = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11
        if check < 10:
            return f"{digits}{check}1"
        serial += 1


def _three(employee: DemoPerson, bodies: Sequence[Organisation], today: dt.date) -> Iterator[Contract]:
    """One without an end, one for a fixed term, one additional workplace."""
    terms = (
        ("basic", "Mühəndis", None, 1850),
        ("additional", "Müəllim", 120, 640),
        ("additional", "Tərcüməçi", 400, 420),
    )
    for place, (workplace, position, days, salary) in enumerate(terms):
        body = bodies[place]
        yield Contract(
            number=f"ƏM-{today.year - 2}-{4170 + place}",
            signed=dt.date(today.year - 2, 3, 1 + place),
            fin=employee.fin,
            surname=employee.surname,
            given_name=employee.given_name,
            patronymic=employee.patronymic,
            employer=body.name,
            voen=body.voen,
            position=position,
            workplace=workplace,
            since=dt.date(today.year - 2, 3, 5 + place),
            ends=None if days is None else today + dt.timedelta(days=days),
            salary=Decimal(salary),
        )


def _others(
    random: Random, people: Sequence[DemoPerson], bodies: Sequence[Organisation], today: dt.date
) -> Iterator[Contract]:
    known = [(p.fin, p.surname, p.given_name, p.patronymic) for p in people]
    for serial in range(297):
        fin, surname, given_name, patronymic = known[serial] if serial < len(known) else _person(random)
        body = bodies[serial % len(bodies)]
        started = today - dt.timedelta(days=random.randint(40, 3000))
        yield Contract(
            number=f"ƏM-{started.year}-{10_000 + serial}",
            signed=started - dt.timedelta(days=3),
            fin=fin,
            surname=surname,
            given_name=given_name,
            patronymic=patronymic,
            employer=body.name,
            voen=body.voen,
            position=random.choice(POSITIONS),
            workplace="basic",
            since=started,
            ends=today + dt.timedelta(days=random.randint(30, 700)) if serial % 3 == 0 else None,
            salary=Decimal(random.randint(40, 320) * 10),
        )


def _person(random: Random) -> tuple[str, str, str, str]:
    woman = random.random() < 0.5
    fin = "".join(random.choice("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(7))
    surname = random.choice(SURNAMES) + ("a" if woman else "")
    return fin, surname, random.choice(WOMEN if woman else MEN), f"{random.choice(MEN)} {'qızı' if woman else 'oğlu'}"
