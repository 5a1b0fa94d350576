"""A due moment in one line, as a person reads it. That it equals the formula is tried in `test_working_time`."""

from datetime import date, datetime

import pytest

from engine.calendar import WIB, Calendar, Duration, Elapsed, WorkingDays, WorkingHours
from engine.definition import Text
from engine.explaining import explain, words
from engine.working_time import Pause

REPORT = Text("laporan", "report")
OFFICE = Calendar("Kota Metro", holidays={date(2026, 12, 25): "Hari Raya Natal", date(2027, 1, 1): "Tahun Baru Masehi"})


def wib(day: str, time: str = "00:00") -> datetime:
    return datetime.fromisoformat(f"{day} {time}").replace(tzinfo=WIB)


@pytest.mark.parametrize(
    ("duration", "indonesian", "english"),
    [
        (WorkingDays(3), "3 hari kerja", "3 working days"),
        (WorkingDays(1), "1 hari kerja", "1 working day"),
        (Elapsed(hours=72), "72 jam kalender", "72 calendar hours"),
        (Elapsed(days=14), "14 hari kalender", "14 calendar days"),
        (Elapsed(hours=1), "1 jam kalender", "1 calendar hour"),
        (Elapsed(minutes=30), "30 menit", "30 minutes"),
        (Elapsed(minutes=360), "6 jam kalender", "6 calendar hours"),
        (Elapsed(minutes=72 * 60), "72 jam kalender", "72 calendar hours"),
        (Elapsed(minutes=365 * 24 * 60), "365 hari kalender", "365 calendar days"),
        (Elapsed(days=1, hours=2, minutes=1), "1 hari 2 jam 1 menit", "1 day 2 hours 1 minute"),
        (Elapsed(), "0 menit", "0 minutes"),
        (WorkingHours(12), "12 jam kerja", "12 working hours"),
        (WorkingHours(minutes=60), "1 jam kerja", "1 working hour"),
        (WorkingHours(minutes=30), "30 menit kerja", "30 working minutes"),
        (WorkingHours(1, 30), "1 jam 30 menit kerja", "1 working hour 30 minutes"),
    ],
)
def test_a_duration_in_words(duration: Duration, indonesian: str, english: str) -> None:
    assert words(duration) == (indonesian, english)


@pytest.mark.parametrize(
    ("anchor", "duration", "indonesian", "english"),
    [
        (
            wib("2026-12-03", "10:00"),
            WorkingDays(3),
            "Sel 8 Des 2026 10.00 = laporan Kam 3 Des 2026 10.00 + 3 hari kerja (dilewati: Sab 5, Min 6)",
            "Tue 8 Dec 2026 10:00 = report Thu 3 Dec 2026 10:00 + 3 working days (skipped: Sat 5, Sun 6)",
        ),
        (
            wib("2026-12-23", "16:00"),
            WorkingDays(3),
            (
                "Sel 29 Des 2026 16.00 = laporan Rab 23 Des 2026 16.00 + 3 hari kerja"
                " (dilewati: Jum 25 Hari Raya Natal, Sab 26, Min 27)"
            ),
            (
                "Tue 29 Dec 2026 16:00 = report Wed 23 Dec 2026 16:00 + 3 working days"
                " (skipped: Fri 25 Hari Raya Natal, Sat 26, Sun 27)"
            ),
        ),
        (
            wib("2026-12-23", "16:05"),
            Elapsed(hours=72),
            "Sab 26 Des 2026 16.05 = laporan Rab 23 Des 2026 16.05 + 72 jam kalender",
            "Sat 26 Dec 2026 16:05 = report Wed 23 Dec 2026 16:05 + 72 calendar hours",
        ),
        (
            wib("2026-12-05", "09:00"),
            WorkingDays(1),
            "Sel 8 Des 2026 00.00 (akhir Sen 7) = laporan Sab 5 Des 2026 09.00 + 1 hari kerja (dilewati: Sab 5, Min 6)",
            (
                "Tue 8 Dec 2026 00:00 (the end of Mon 7) = report Sat 5 Dec 2026 09:00 + 1 working day"
                " (skipped: Sat 5, Sun 6)"
            ),
        ),
        (
            wib("2026-12-04"),
            WorkingDays(1),
            "Sab 5 Des 2026 00.00 (akhir Jum 4) = laporan Jum 4 Des 2026 00.00 + 1 hari kerja",
            "Sat 5 Dec 2026 00:00 (the end of Fri 4) = report Fri 4 Dec 2026 00:00 + 1 working day",
        ),
        (
            wib("2026-12-31", "08:30"),
            WorkingDays(1),
            (
                "Sen 4 Jan 2027 08.30 = laporan Kam 31 Des 2026 08.30 + 1 hari kerja"
                " (dilewati: Jum 1 Jan 2027 Tahun Baru Masehi, Sab 2, Min 3)"
            ),
            (
                "Mon 4 Jan 2027 08:30 = report Thu 31 Dec 2026 08:30 + 1 working day"
                " (skipped: Fri 1 Jan 2027 Tahun Baru Masehi, Sat 2, Sun 3)"
            ),
        ),
        (
            wib("2026-12-03", "10:00"),
            WorkingDays(30),
            (
                "Sen 18 Jan 2027 10.00 = laporan Kam 3 Des 2026 10.00 + 30 hari kerja (dilewati: 14 hari akhir pekan,"
                " Jum 25 Hari Raya Natal, Jum 1 Jan 2027 Tahun Baru Masehi)"
            ),
            (
                "Mon 18 Jan 2027 10:00 = report Thu 3 Dec 2026 10:00 + 30 working days (skipped: 14 weekend days,"
                " Fri 25 Hari Raya Natal, Fri 1 Jan 2027 Tahun Baru Masehi)"
            ),
        ),
    ],
)
def test_a_due_moment_explains_itself(anchor: datetime, duration: Duration, indonesian: str, english: str) -> None:
    assert explain(anchor, duration, OFFICE, REPORT) == (indonesian, english)


@pytest.mark.parametrize(
    ("anchor", "duration", "indonesian", "english"),
    [
        (
            wib("2026-12-03", "15:00"),
            WorkingHours(3),
            "Jum 4 Des 2026 10.00 = laporan Kam 3 Des 2026 15.00 + 3 jam kerja (Sen–Jum 08.00–16.00)",
            "Fri 4 Dec 2026 10:00 = report Thu 3 Dec 2026 15:00 + 3 working hours (Mon–Fri 08:00–16:00)",
        ),
        (
            wib("2026-12-24", "15:00"),
            WorkingHours(3),
            (
                "Sen 28 Des 2026 10.00 = laporan Kam 24 Des 2026 15.00 + 3 jam kerja"
                " (Sen–Jum 08.00–16.00; dilewati: Jum 25 Hari Raya Natal)"
            ),
            (
                "Mon 28 Dec 2026 10:00 = report Thu 24 Dec 2026 15:00 + 3 working hours"
                " (Mon–Fri 08:00–16:00; skipped: Fri 25 Hari Raya Natal)"
            ),
        ),
    ],
)
def test_working_hours_say_when_the_office_is_open(
    anchor: datetime, duration: Duration, indonesian: str, english: str
) -> None:
    assert explain(anchor, duration, OFFICE, REPORT) == (indonesian, english)


def test_a_week_of_many_openings_is_told_in_groups() -> None:
    noon = (("08:00", "11:30"), ("13:00", "16:00"))
    house = Calendar("house", hours={0: noon, 1: noon, 3: noon, 5: (("09:00", "24:00"),)})

    indonesian, english = explain(wib("2026-12-03", "15:00"), WorkingHours(16), house, REPORT)

    assert "(Sen–Sel 08.00–11.30 13.00–16.00, Kam 08.00–11.30 13.00–16.00, Sab 09.00–24.00)" in indonesian
    assert english.startswith("Sun 6 Dec 2026 00:00 (the end of Sat 5) = report") is True


def test_a_line_tells_of_extension_and_pauses() -> None:
    indonesian, english = explain(
        wib("2026-12-03", "10:00"),
        WorkingDays(3),
        OFFICE,
        REPORT,
        extension=WorkingDays(1),
        pauses=(
            Pause(wib("2026-12-03", "12:00"), wib("2026-12-03", "14:00")),
            Pause(wib("2026-12-08", "09:00"), wib("2026-12-10", "09:00"), open=True),
        ),
    )

    assert indonesian == (
        "Jum 11 Des 2026 12.00 = laporan Kam 3 Des 2026 10.00 + 3 hari kerja + 1 hari kerja (perpanjangan)"
        " (dilewati: Sab 5, Min 6; dijeda: Kam 3 Des 2026 12.00 sampai Kam 3 Des 2026 14.00;"
        " dijeda sejak Sel 8 Des 2026 09.00, paling lama sampai Kam 10 Des 2026 09.00)"
    )
    assert english == (
        "Fri 11 Dec 2026 12:00 = report Thu 3 Dec 2026 10:00 + 3 working days + 1 working day (extension)"
        " (skipped: Sat 5, Sun 6; paused: Thu 3 Dec 2026 12:00 to Thu 3 Dec 2026 14:00;"
        " paused since Tue 8 Dec 2026 09:00, until Thu 10 Dec 2026 09:00 at the latest)"
    )


def test_a_long_row_of_holidays_is_cut_short() -> None:
    month_off = {date(2026, 12, day): f"Libur {day}" for day in range(7, 19)}
    closed = Calendar("closed", holidays=month_off)

    indonesian, english = explain(wib("2026-12-04", "10:00"), WorkingDays(1), closed, REPORT)

    assert "dilewati: 4 hari akhir pekan, Sen 7 Libur 7, Sel 8 Libur 8," in indonesian
    assert indonesian.endswith("Sab 12 Libur 12, dan 6 hari libur lain)")
    assert english.endswith("Sat 12 Libur 12, and 6 more holidays)")
