"""The invented employees of the demonstration's organisation. No real person, number or plate."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Worker:
    """state: where the permit has come to. left: the employment contract ended two days ago."""

    fin: str
    surname: str
    given_name: str
    patronymic: str
    born: str
    position: str
    field: str
    territory: str
    state: str
    vehicle: str = ""
    left: bool = False


ROSTER = (
    Worker("1NL0520", "Abbasov", "Anar", "Vaqif oğlu", "1979-04-11", "Sürücü", "3.1", "BA", "active", "10-AB-101"),
    Worker("1NL7GF1", "Ağayeva", "Günay", "Elnur qızı", "1994-08-30", "Dispetçer", "3.2", "BA", "active"),
    Worker("1NLETU2", "Bağırov", "Rövşən", "Samir oğlu", "1958-05-17", "Anbardar", "3.2", "BA", "entered"),
    Worker("1NLM473", "Cəfərov", "Tural", "Murad oğlu", "1990-01-09", "Sürücü", "3.1", "SM", "active", "50-CT-090"),
    Worker("1NLUFL4", "Cəfərova", "Nərmin", "Araz qızı", "1988-12-03", "Mühasib", "3.2", "BA", "active"),
    Worker("1NL1SZ5", "Dadaşov", "Kənan", "Fərid oğlu", "1996-02-29", "Yükləyici", "3.2", "ABS", "active"),
    Worker("1NL83C6", "Əhmədov", "Elçin", "Rauf oğlu", "1982-07-22", "Sürücü", "3.1", "GA", "active", "20-EE-220"),
    Worker("1NLFER7", "Əhmədova", "Sevinc", "Emin qızı", "1985-10-14", "Aşpaz", "10", "BA", "entered"),
    Worker("1NLNR48", "Əsgərov", "Nicat", "Vüqar oğlu", "1993-03-05", "Mexanik", "3.1", "ABS", "active"),
    Worker("1NLV2H9", "Fərzəliyev", "Orxan", "Cavid oğlu", "1987-06-19", "Sürücü", "3.1", "LA", "active", "42-FO-190"),
    Worker("1NL2DWA", "Hacıyev", "Samir", "İlqar oğlu", "1975-09-27", "Növbə rəisi", "3.2", "BA", "active"),
    Worker(
        "1NL9Q9B",
        "Həsənov",
        "Emin",
        "Tofiq oğlu",
        "1992-11-11",
        "Sürücü",
        "3.1",
        "BA",
        "entered",
        "10-HE-110",
        left=True,
    ),
    Worker("1NLG1NC", "Həsənova", "Aygün", "Nicat qızı", "1998-04-25", "Operator", "3.2", "BA", "active"),
    Worker("1NLPC1D", "Hüseynov", "Murad", "Anar oğlu", "1989-05-08", "Sürücü", "3.1", "BA", "expired", "10-HM-080"),
    Worker("1NLWPEE", "Hüseynova", "Lalə", "Rəşad qızı", "1983-01-31", "Satınalma mütəxəssisi", "3.2", "SM", "expired"),
    Worker("1NL30TF", "İbrahimov", "Vüqar", "Kamran oğlu", "1978-08-16", "Qaraj müdiri", "3.1", "ABS", "expired"),
    Worker("1NLAB6G", "İsmayılov", "Fərid", "Elçin oğlu", "1995-12-20", "Yükləyici", "3.2", "BA", "expired"),
    Worker("1NLHNKH", "İsmayılova", "Ülviyyə", "Orxan qızı", "1990-07-07", "Hüquqşünas", "3.2", "BA", "entered"),
    Worker("1NLQZYJ", "Kazımov", "Cavid", "Tural oğlu", "1986-02-12", "Sürücü", "3.1", "GA", "expired", "20-KC-120"),
    Worker("1NLXABK", "Kərimov", "Araz", "Samir oğlu", "1981-10-01", "Sürücü", "3.1", "BA", "active", "10-KA-010"),
    Worker("1NL4MQL", "Kərimova", "Könül", "Rövşən qızı", "1997-06-13", "Dispetçer", "3.2", "BA", "active"),
    Worker("1NLBY3M", "Qasımov", "İlqar", "Nicat oğlu", "1974-03-29", "Elektrik", "2.2", "BA", "active"),
    Worker("1NLJ9GN", "Quliyeva", "Fidan", "Emin qızı", "1999-09-09", "Təcrübəçi", "3.2", "BA", "draft"),
    Worker("1NLRLVP", "Mahmudov", "Elnur", "Fərid oğlu", "1991-04-18", "Sürücü", "3.1", "SM", "expired", "50-ME-180"),
    Worker("1NLYX8Q", "Məlikov", "Rauf", "Murad oğlu", "1984-11-26", "Sürücü", "3.1", "BA", "cancelled", "10-MR-260"),
    Worker("1NL58MR", "Məmmədli", "Zümrüd", "Araz qızı", "1993-05-15", "Mühasib", "3.2", "BA", "active"),
    Worker("1NLCK0S", "Mustafayev", "Kamran", "Anar oğlu", "1980-08-04", "Texnik", "3.1", "ABS", "entered"),
    Worker(
        "1NLKWDT", "Mustafayeva", "Vəfa", "Elçin qızı", "1987-12-28", "Kadrlar üzrə mütəxəssis", "3.2", "BA", "expired"
    ),
    Worker("1NLS7SU", "Nəbiyev", "Ruslan", "Vüqar oğlu", "1994-01-23", "Sürücü", "3.1", "BA", "active", "10-NR-230"),
    Worker("1NLZJ5V", "Novruzov", "Azər", "Cavid oğlu", "1977-07-02", "Mühafizəçi", "8", "BA", "active"),
    Worker("1NL6VJW", "Orucov", "Sənan", "İlqar oğlu", "1996-10-10", "Yükləyici", "3.2", "BA", "cancelled"),
    Worker("1NLD6XX", "Rəhimov", "Teymur", "Rauf oğlu", "1988-02-06", "Sürücü", "3.1", "QBA", "entered", "48-RT-060"),
    Worker("1NLLHAY", "Rüstəmova", "Xədicə", "Tofiq qızı", "1982-06-21", "Tərcüməçi", "3.2", "BA", "expired"),
    Worker("1NLTUPZ", "Sadıqov", "Pərviz", "Kamran oğlu", "1990-09-14", "Sürücü", "3.1", "BA", "active", "10-SP-140"),
    Worker("1NL1520", "Səfərova", "Şəbnəm", "Samir qızı", "1992-03-03", "Operator", "3.2", "BA", "active"),
    Worker("1NL8GF1", "Tağıyev", "Zaur", "Orxan oğlu", "1985-05-30", "Mexanik", "3.1", "BA", "entered"),
    Worker("1NLFTU2", "Vəliyev", "Natiq", "Elnur oğlu", "1979-11-19", "Anbar müdiri", "3.2", "BA", "active"),
    Worker("1NLN473", "Yusifova", "Gülnar", "Fərid qızı", "1995-08-08", "Dispetçer", "3.2", "SM", "entered"),
    Worker("1NLVFL4", "Zeynalov", "Ceyhun", "Nicat oğlu", "1983-04-01", "Sürücü", "3.1", "BA", "revoked", "10-ZC-010"),
    Worker("1NL2SZ5", "Zeynalova", "Nigar", "Araz qızı", "1998-12-12", "Operator", "3.2", "BA", "entered"),
)
