"""Log-ins, officials and citizens. Only the log-ins have a password; it stands on the sign-in page."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.context import DEMO_PASSWORD
from accounts.models import Membership, Office, User
from portal.example.content import Clock, chance, columns, read

STAFF = ("moderator", "facilitator", "operator")
NO_PASSWORD = "!example"  # a hash that no password has
LANGUAGE_OF = {"UA": "uk", "RU": "ru", "KZ": "ru", "MD": "ru", "GE": "ru"}


class People:
    """Everyone in the example: by key, by voice, and the many who only vote and answer."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.chance = chance("people")
        self.by_key: dict[str, User] = {}
        self.by_voice: dict[tuple[str, str, str], User] = {}
        self.new: list[User] = []
        self.citizens: list[User] = []
        self.voters: list[tuple[str, User]] = []  # with the name of their opinion group

    def __getitem__(self, key: str) -> User:
        return self.by_key[key]

    def load(self) -> None:
        people = read("people")
        offices = self._offices()
        official = [*people["log_ins"], *people["officials"]]
        for row in official:
            self.by_key[row["key"]] = self._person(row, email=row.get("email", ""), role=row["role"])
        password = make_password(DEMO_PASSWORD)
        for row in people["log_ins"]:
            self.by_key[row["key"]].password = password
        for row in people["citizens"]:
            self.by_key[row["key"]] = self._person(row)
            self.citizens.append(self.by_key[row["key"]])
        for row in read("reports")["new_people"]:
            self.by_key[row["key"]] = self._person(row, days=1)
            self.new.append(self.by_key[row["key"]])
        self._voices()
        self._voters()
        voters = [user for _, user in self.voters]
        User.objects.bulk_create([*self.by_key.values(), *self.by_voice.values(), *voters])
        EmailAddress.objects.bulk_create(
            EmailAddress(user=user, email=user.email, verified=True, primary=True)
            for user in self.by_key.values()
        )
        Membership.objects.bulk_create(
            Membership(office=offices[row["office"]], user=self[row["key"]], is_manager=True)
            for row in official
            if row.get("office")
        )

    def many(self) -> Sequence[User]:
        """People with a name and a voice, who also sign, react and follow; the log-ins do so by hand."""
        return [*self.citizens, *self.by_voice.values()]

    def _person(self, row: dict[str, Any], *, email: str = "", role: str = "citizen", days: int = 70) -> User:
        return User(
            email=email or f"{row['key']}@example.org",
            display_name=row["name"],
            country=row["country"],
            language=row["language"],
            languages=row.get("languages", [row["language"]]),
            role=role,
            is_staff=role in STAFF,
            is_superuser=role == "operator",
            password=NO_PASSWORD,
            is_example=True,
            date_joined=self.clock.now - timedelta(days=days * self.chance.uniform(0.8, 1)),
        )

    def _offices(self) -> dict[str, Office]:
        rows = [
            Office(
                slug=row["slug"],
                desk_email=row["desk_email"],
                is_example=True,
                **columns(name=row["name"], about=row["about"]),
            )
            for row in read("offices")
        ]
        return {office.slug: office for office in Office.objects.bulk_create(rows)}

    def _voices(self) -> None:
        for row in read("voices"):
            key = (row["by"], row["country"], row["language"])
            if key not in self.by_voice:
                name = {"key": f"voice-{len(self.by_voice) + 1}", "name": row["by"], **row}
                self.by_voice[key] = self._person(name, days=50)

    def _voters(self) -> None:
        names = read("petitions")["signers"]
        for group in next(row for row in read("consultations") if "voters" in row)["voters"]:
            countries = self.chance.choices(*zip(*group["countries"].items(), strict=True), k=group["people"])
            for country in countries:
                row = {
                    "key": f"voter-{len(self.voters) + 1}",
                    "name": self.chance.choice(names[country]),
                    "country": country,
                    "language": LANGUAGE_OF.get(country, "en"),
                }
                self.voters.append((group["group"], self._person(row, days=40)))
