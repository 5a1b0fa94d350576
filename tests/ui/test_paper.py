"""Papers as a kader prints them: without names until she says why, on A4, under a name that tells nothing."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.ui.stage import Stage
from tests.workflows.stories import ADULT_BASIS, consult, done, report

BEATEN: dict[str, Any] = {
    "category": "KDRT",
    "victims": [{"name": "Dahlia Sari", "age": 29, "sex": "female", "forms": ["physical"]}],
    "safe_contact": "0812-3456-7890",
}
TELLING = ("kekerasan", "korban", "ppa", "lapor", "rujuk", "dahlia")


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


def a4(pdf: bytes) -> bool:
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    return bool(boxes) and all(abs(float(w) - 595) < 2 and abs(float(h) - 842) < 2 for w, h in boxes)


def printed(page: Page) -> bytes:
    return page.pdf(prefer_css_page_size=True)


def test_a_letter_is_printed_without_names_until_somebody_says_why(stage: Stage) -> None:
    case = report(stage.office, **BEATEN)
    done(consult(stage.office, case, category="KDRT"))
    done(stage.office.fire(case, "refer-to-UPTD", reached_by="letter", **ADULT_BASIS))
    page = stage.sign_in("kader", width=360, dark=True)
    stage.case(page, case)

    page.get_by_role("link", name="Surat rujukan").click()

    paper = page.get_by_role("article")
    expect(paper.get_by_role("heading", name="Surat rujukan")).to_be_visible()
    expect(paper).to_contain_text("RAHASIA")
    expect(paper).not_to_contain_text("Dahlia")
    assert not [word for word in TELLING if word in (page.title() + page.url).lower()]
    page.get_by_role("button", name="Sertakan nama").click()
    page.get_by_role("button", name="Sertakan nama").click()
    expect(page.get_by_text("paling sedikit lima huruf")).to_be_visible()
    page.get_by_label("Untuk apa?").fill("Diantar ke UPTD.")
    page.get_by_role("button", name="Sertakan nama").click()
    expect(paper).to_contain_text("Dahlia Sari")
    pdf = printed(page)
    assert a4(pdf)
    assert pages_of(pdf) == 1
    assert b"Dahlia" not in pdf.split(b"/Title", 1)[-1][:200]
    assert stage.complaints == []
