"""What everybody who takes a report is told: the duty to help and report (R13), and the numbers to call (R35)."""

from typing import Any

PKDRT_15_PA_72 = "UU PKDRT 23/2004 Pasal 15; UU 35/2014 Pasal 72"

NOTES: tuple[dict[str, Any], ...] = (
    {
        "rule": "R13",
        "basis": PKDRT_15_PA_72,
        "text": {
            "id": "Siapa yang mendengar, melihat, atau mengetahui kekerasan wajib menolong sebisanya: mencegah, memberi"
            " perlindungan, memberi pertolongan darurat, dan membantu permohonan perlindungan. Tidak berbuat apa-apa"
            " bukan pilihan.",
            "en": "Whoever hears, sees or knows of violence has a duty to help as far as possible: prevent it, protect,"
            " give first help, and help to ask for protection. Doing nothing is not one of the choices.",
        },
        "calls": [],
    },
    {
        "rule": "R35",
        "basis": "SAPA 129 KemenPPPA; Polri 110",
        "text": {
            "id": "Ada bahaya sekarang? Telepon dulu, isi formulir ini nanti.",
            "en": "Danger right now? Call first, fill in this form later.",
        },
        "calls": [
            {"title": {"id": "Polisi 110", "en": "Police 110"}, "href": "tel:110"},
            {"title": {"id": "SAPA 129", "en": "SAPA 129"}, "href": "tel:129"},
            {"title": {"id": "WhatsApp 08111-129-129", "en": "WhatsApp 08111-129-129"}, "href": "tel:08111129129"},
        ],
    },
)
"""In the order in which they stand above the form."""
