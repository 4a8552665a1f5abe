"""News that nobody wrote: reports of incidents that never happened, as many as are asked for, the same every time.

    python benchmarks/news.py 100000 --out reports.jsonl.gz

For measuring only. A report has the size of a short item of an agency (about 1,300 characters), two or three figures of
harm, a claim or a denial, and as much again that is of no concern to the tables. Every report is drawn by its number.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

TOWNS = (
    ("Maiduguri", "Nigeria"),
    ("Mosul", "Iraq"),
    ("Quetta", "Pakistan"),
    ("Kandahar", "Afghanistan"),
    ("Cali", "Colombia"),
    ("Idlib", "Syria"),
    ("Taiz", "Yemen"),
    ("Gao", "Mali"),
    ("Mogadishu", "Somalia"),
    ("Kharkiv", "Ukraine"),
    ("Sittwe", "Myanmar"),
    ("Jos", "Nigeria"),
    ("Khost", "Afghanistan"),
    ("Herat", "Afghanistan"),
    ("Kirkuk", "Iraq"),
    ("Aleppo", "Syria"),
    ("Hodeidah", "Yemen"),
    ("Timbuktu", "Mali"),
    ("Culiacan", "Mexico"),
    ("Medellin", "Colombia"),
    ("Tripoli", "Libya"),
    ("Benghazi", "Libya"),
    ("Khartoum", "Sudan"),
    ("Nyala", "Sudan"),
    ("Diffa", "Niger"),
    ("Dhaka", "Bangladesh"),
    ("Imphal", "India"),
    ("Srinagar", "India"),
    ("Peshawar", "Pakistan"),
    ("Karachi", "Pakistan"),
    ("Ramadi", "Iraq"),
    ("Homs", "Syria"),
    ("Baidoa", "Somalia"),
    ("Kassala", "Sudan"),
)
GROUPS = ("Boko Haram", "the Taliban", "Islamic State", "Al-Shabaab", "the M23 rebels", "the ELN", "Al-Qaeda")
WHO = (
    "civilians",
    "people",
    "soldiers",
    "police officers",
    "villagers",
    "farmers",
    "worshippers",
    "students",
    "militants",
)
DEEDS = (
    "a suicide bomber blew himself up in a market",
    "gunmen opened fire on a bus",
    "a roadside bomb hit a convoy",
    "fighters attacked a checkpoint",
    "an air strike hit a house",
    "a car bomb exploded near a police station",
    "mortar shells fell on a residential area",
)
SPEAKERS = (
    "police spokesman", "hospital official", "local official", "army spokesman", "witness", "health ministry official"
)  # fmt: skip
LEADS = (
    "{town}, {date} - {n} {who} were killed and {m} others wounded on {day} when {deed} in {town}, officials said.",
    "{town}, {date} - At least {n} {who} were killed when {deed} in {town} on {day}, the {speaker} said.",
    "{town}, {date} - {deed_capital} in {town} on {day}, killing {n} {who} and injuring {m}.",
)
FIGURES = (
    "A {speaker} said the dead included {women} women and {children} children.",
    "The {speaker} told reporters that {m} people had been taken to hospital, {few} of them in a critical condition.",
    "Residents put the number of dead at {more}, but this could not be confirmed.",
    "{few_capital} attackers were also killed, the {speaker} said.",
    "Another {few} people were missing, according to a {speaker}.",
    "The death toll rose to {more} on the following day, a {speaker} said.",
)
SAYINGS = (
    "{group_capital} claimed responsibility for the attack in a statement.",
    "No group has claimed responsibility for the attack.",
    "The government blamed {group} for the attack.",
    "{group_capital} denied that its fighters had taken part.",
    "Officials accused {group} of targeting the area.",
)
BACKGROUND = (
    "Roads around the town were closed for several hours and shops stayed shut.",
    "The area has seen repeated fighting over control of the highway to the border.",
    "Talks between the two sides broke off last month and no date has been set for another round.",
    "Aid agencies say that thousands of families have left their homes in the district since the spring.",
    "The governor is expected to visit the town later this week.",
    "Electricity was restored in most quarters by the evening.",
    "A curfew was in force until the morning, and schools were told to remain closed.",
    "The provincial council met in an emergency session and asked for more patrols.",
    "The region produces cotton and wheat, and its farmers depend on the road for their harvest.",
    "Telephone lines were down for much of the day, which made it hard to reach people in the outlying villages.",
)
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
FIRST = dt.date(2015, 1, 1)


def report(number: int) -> dict[str, str]:
    """The report of that number, as a line of JSONL has it."""
    drawn = random.Random(number)
    day = FIRST + dt.timedelta(days=drawn.randrange(3650))
    town, country = drawn.choice(TOWNS)
    n = drawn.randint(2, 30)
    values = {
        "town": town,
        "date": f"{day:%b} {day.day}",
        "day": f"{day - dt.timedelta(days=1):%A}",
        "n": spelled(n).capitalize(),
        "m": str(drawn.randint(2, 60)),
        "more": str(n + drawn.randint(1, 9)),
        "few": spelled(drawn.randint(2, 6)),
        "women": spelled(drawn.randint(2, 5)),
        "children": spelled(drawn.randint(2, 5)),
        "who": drawn.choice(WHO),
        "deed": drawn.choice(DEEDS),
        "group": drawn.choice(GROUPS),
        "speaker": drawn.choice(SPEAKERS),
    }
    values |= {f"{name}_capital": values[name][0].upper() + values[name][1:] for name in ("deed", "group", "few")}
    text = [drawn.choice(LEADS), *drawn.sample(FIGURES, drawn.randint(1, 2)), drawn.choice(SAYINGS)]
    paragraphs = [sentence.format(**values) for sentence in text]
    for sentence in drawn.sample(BACKGROUND, drawn.randint(7, 10)):
        paragraphs.insert(drawn.randint(1, len(paragraphs)), sentence)
    paragraphs.append(f"The town is in {country}.")
    report_id = f"made-up-{number:08}"
    return {
        "report_id": report_id,
        "published_date": day.isoformat(),
        "publisher": "Nobody",
        "text": "\n".join(paragraphs),
    }


def spelled(number: int) -> str:
    return WORDS[number] if number < len(WORDS) else str(number)


def lines(n_reports: int) -> Iterator[str]:
    for number in range(n_reports):
        yield json.dumps(report(number), ensure_ascii=False) + "\n"


def write_reports(n_reports: int, path: Path) -> None:
    """So many reports as JSONL, compressed where the name ends in .gz."""
    if path.suffix == ".gz":
        with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as stream:
            stream.writelines(lines(n_reports))
    else:
        with path.open("w", encoding="utf-8") as stream:
            stream.writelines(lines(n_reports))


def main() -> None:
    parser = argparse.ArgumentParser(description="Write made-up reports as JSONL.")
    parser.add_argument("reports", type=int, help="how many")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the .jsonl or .jsonl.gz file")
    chosen = parser.parse_args()
    write_reports(chosen.reports, chosen.out)


if __name__ == "__main__":
    main()
