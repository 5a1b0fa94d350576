"""The questions, in the order in which a person meets them. Each says what its answer is for; none forces an answer
about what happened. Longer than most files because it is one list of words.

    danger ─ you ─ what ─ signs ─ story ─ kelurahan ─ place ─ when
      └▶ person (─ one more ─ …) ─ other person ─ wish ─ name ─ contact ─ (how ─ others) ─▶ review

The values are those of `workflows.facts.vocabulary`; the words are the citizen's.
"""

from api.citizen.letter import Answers
from api.citizen.question import SKIP, Choice, Field, Question, one
from engine.definition import Text
from workflows.office.regions import KELURAHAN

NONE = "none"
OUTSIDE = "outside"
RETURN = "return"

DONT_SAY = Choice(SKIP, Text("Tidak tahu / tidak ingin menjawab", "I don't know / I'd rather not say"))
CHOOSE = Text(
    "Belum dipilih. Boleh pilih “Tidak tahu / tidak ingin menjawab”.",
    "Nothing is chosen yet. You may choose “I don't know / I'd rather not say”.",
)


def _wants_contact(answers: Answers) -> bool:
    return one(answers, "contact") not in ("", RETURN)


DANGER = Question(
    "danger",
    Text("Apakah ada orang yang sedang dalam bahaya sekarang?", "Is somebody in danger right now?"),
    Text(
        "Supaya kami tahu seberapa cepat harus bergerak. Kalau bahayanya sedang terjadi, telepon 110 lebih cepat "
        "daripada mengisi ini.",
        "So that we know how fast to move. If it is happening at this moment, calling 110 is faster than this form.",
    ),
    (
        Field(
            "danger",
            "radio",
            Text("Bahaya sekarang", "Danger now"),
            (
                Choice("yes", Text("Ya, sekarang", "Yes, now")),
                Choice("no", Text("Tidak sekarang", "Not now")),
                DONT_SAY,
            ),
            missing=CHOOSE,
        ),
    ),
)

YOU = Question(
    "you",
    Text("Anda siapa bagi orang yang mengalami?", "Who are you to the person it happens to?"),
    Text(
        "Supaya kami tahu siapa yang perlu ditolong. Siapa pun yang melihat atau mendengar boleh bercerita, dan memang "
        "wajib menolong sebisanya (UU 23/2004 pasal 15, UU 35/2014 pasal 72).",
        "So that we know who needs help. Whoever sees or hears of it may tell us, and has a duty to help as far as "
        "possible (Law 23/2004 art. 15, Law 35/2014 art. 72).",
    ),
    (
        Field(
            "you",
            "radio",
            Text("Anda", "You are"),
            (
                Choice("self", Text("Saya sendiri yang mengalaminya", "It happens to me")),
                Choice("parent", Text("Orang tuanya", "A parent")),
                Choice("spouse", Text("Suami atau istrinya", "The husband or wife")),
                Choice("relative", Text("Keluarganya", "A relative")),
                Choice("neighbour", Text("Tetangganya", "A neighbour")),
                Choice("friend", Text("Temannya", "A friend")),
                Choice("teacher", Text("Gurunya", "A teacher")),
                Choice("official", Text("Ketua RT/RW atau petugas", "A neighbourhood head or official")),
                Choice("other", Text("Lainnya", "Somebody else")),
                DONT_SAY,
            ),
        ),
    ),
)

WHAT = Question(
    "what",
    Text("Apa yang terjadi?", "What is happening?"),
    Text(
        "Supaya orang yang tepat yang membantu. Boleh pilih lebih dari satu.",
        "So that the right person helps. You may choose more than one.",
    ),
    (
        Field(
            "what",
            "checkboxes",
            Text("Yang terjadi", "What happens"),
            (
                Choice("physical", Text("Dipukul, ditendang, atau disakiti badannya", "Being hit, kicked or hurt")),
                Choice(
                    "psychic",
                    Text(
                        "Diancam, dihina, ditakut-takuti, atau dikekang",
                        "Being threatened, humiliated, frightened or controlled",
                    ),
                ),
                Choice(
                    "sexual",
                    Text(
                        "Disentuh, dipaksa, atau dilecehkan secara seksual, juga lewat HP",
                        "Being touched, forced or harassed sexually, also by phone",
                    ),
                ),
                Choice(
                    "neglect",
                    Text(
                        "Ditelantarkan: tidak diberi makan, nafkah, atau perawatan",
                        "Being neglected: no food, money or care",
                    ),
                ),
                Choice("exploitation", Text("Dipaksa bekerja atau mengemis", "Being made to work or beg")),
                Choice("trafficking", Text("Dibawa pergi atau dijual", "Being taken away or sold")),
                Choice("other", Text("Disakiti dengan cara lain", "Being hurt in another way")),
                Choice(
                    NONE,
                    Text(
                        "Tidak ada yang disakiti: masalah keluarga, pengasuhan, atau perilaku anak",
                        "Nobody is hurt: family, parenting or a child's behaviour",
                    ),
                ),
                DONT_SAY,
            ),
        ),
    ),
)

SIGNS = Question(
    "signs",
    Text("Apakah ada yang seperti ini?", "Is any of this the case?"),
    Text(
        "Satu saja membuat kami bergerak lebih cepat. Boleh pilih lebih dari satu.",
        "A single one makes us move faster. You may choose more than one.",
    ),
    (
        Field(
            "signs",
            "checkboxes",
            Text("Tanda", "Signs"),
            (
                Choice(
                    "weapon",
                    Text("Ada pisau, golok, atau senjata lain", "There is a knife, a machete or another weapon"),
                ),
                Choice(
                    "threatened_and_vulnerable",
                    Text(
                        "Diancam, padahal sedang hamil, difabel, terluka, atau sakit",
                        "Being threatened while pregnant, disabled, injured or ill",
                    ),
                ),
                Choice(
                    "suicidal_or_self_harm",
                    Text("Ingin menyakiti diri atau mengakhiri hidup", "Thoughts of self-harm or of ending one's life"),
                ),
                Choice(
                    "confined", Text("Dikurung, dipasung, atau dibawa paksa", "Locked up, shackled or taken by force")
                ),
                Choice("no_safe_place", Text("Tidak punya tempat yang aman", "Nowhere safe to go")),
                Choice(
                    "lives_with_perpetrator",
                    Text("Tinggal serumah dengan orang yang menyakiti", "Living with the person who does it"),
                ),
                Choice("no_family_shelter", Text("Tidak ada keluarga untuk menumpang", "No family to stay with")),
                Choice("rejected", Text("Ditolak keluarga atau lingkungan", "Rejected by family or neighbours")),
                Choice(NONE, Text("Tidak ada", "None of these")),
                DONT_SAY,
            ),
        ),
    ),
)

STORY = Question(
    "story",
    Text("Ceritakan dengan cara Anda sendiri", "Tell us in your own words"),
    Text(
        "Boleh singkat, boleh dikosongkan. Hanya petugas yang menangani yang membacanya. Tidak perlu menulis nama.",
        "Short is fine, and so is nothing. Only the people who handle it read this. You need not write names.",
    ),
    (Field("story", "area", Text("Cerita", "Story"), longest=4000),),
)

WHERE = Question(
    "kelurahan",
    Text("Di kelurahan mana kejadiannya?", "In which kelurahan does it happen?"),
    Text(
        "Supaya sampai ke petugas yang terdekat. Kira-kira saja boleh.",
        "So that it reaches the people nearest to it. A guess is fine.",
    ),
    (
        Field(
            "kelurahan",
            "select",
            Text("Kelurahan", "Kelurahan"),
            (
                *(Choice(each.code, Text(each.name, each.name)) for each in KELURAHAN.values()),
                Choice(OUTSIDE, Text("Di luar Kota Metro", "Outside Kota Metro")),
                DONT_SAY,
            ),
            hint=Text(
                "Kalau di luar kota atau tidak tahu, petugas tingkat kota yang membacanya.",
                "If it is outside the city or you don't know, the people of the city's office read it.",
            ),
            missing=CHOOSE,
        ),
    ),
)

PLACE = Question(
    "place",
    Text("Di tempat seperti apa?", "In what kind of place?"),
    Text("Supaya kami tahu di mana harus berhati-hati.", "So that we know where to be careful."),
    (
        Field(
            "place",
            "radio",
            Text("Tempat", "Place"),
            (
                Choice("household", Text("Di rumah", "At home")),
                Choice("school", Text("Di sekolah atau pesantren", "At school")),
                Choice("workplace", Text("Di tempat kerja", "At work")),
                Choice("public_facility", Text("Di jalan atau tempat umum", "In the street or a public place")),
                Choice("online", Text("Lewat HP atau internet", "By phone or on the internet")),
                Choice("other", Text("Di tempat lain", "Somewhere else")),
                DONT_SAY,
            ),
        ),
    ),
)

WHEN = Question(
    "when",
    Text("Kapan terakhir terjadi?", "When did it last happen?"),
    Text(
        "Beberapa bantuan, misalnya pemeriksaan kesehatan, paling berguna kalau cepat.",
        "Some help, such as seeing a doctor, is most useful when it comes soon.",
    ),
    (
        Field(
            "when",
            "radio",
            Text("Kapan", "When"),
            (
                Choice("today", Text("Hari ini", "Today")),
                Choice("yesterday", Text("Kemarin", "Yesterday")),
                Choice("date", Text("Pada tanggal lain", "On another date")),
                DONT_SAY,
            ),
        ),
        Field(
            "date",
            "date",
            Text("Kalau tanggal lain: tanggal berapa?", "If on another date: which?"),
            hint=Text("Boleh dikira-kira.", "A guess is fine."),
            missing=Text("Tanggal belum diisi. Boleh dikira-kira.", "The date is not filled in. A guess is fine."),
            given=("when", "date"),
        ),
    ),
)

MOST_PERSONS = 5
"""So many are asked about one by one; who knows of more tells it in the story."""


def of_person(number: int, field: str) -> str:
    """What a field is called on the page of the first, second, … person."""
    return field if number == 1 else f"{field}_{number}"


def _person(number: int) -> Question:
    more = Field(
        of_person(number, "more"),
        "radio",
        Text("Ada orang lain lagi yang mengalaminya?", "Does it happen to somebody else as well?"),
        (Choice("yes", Text("Ya, ada lagi", "Yes")), Choice("no", Text("Tidak", "No")), DONT_SAY),
    )
    return Question(
        of_person(number, "person"),
        Text("Siapa yang mengalaminya?", "Who does it happen to?")
        if number == 1
        else Text(f"Orang ke-{number} yang mengalaminya", f"Person {number} to whom it happens"),
        Text(
            "Anak-anak mendapat perlindungan khusus. Nama tidak perlu.",
            "Children are protected in particular ways. No name is needed.",
        ),
        (
            Field(
                of_person(number, "age"),
                "number",
                Text("Umur", "Age"),
                hint=Text("Kira-kira saja. Boleh kosong.", "A guess. May stay empty."),
            ),
            Field(
                of_person(number, "sex"),
                "radio",
                Text("Perempuan atau laki-laki", "Female or male"),
                (
                    Choice("female", Text("Perempuan", "Female")),
                    Choice("male", Text("Laki-laki", "Male")),
                    DONT_SAY,
                ),
            ),
            *([more] if number < MOST_PERSONS else []),
        ),
        when=lambda answers: all(one(answers, of_person(before, "more")) == "yes" for before in range(1, number)),
    )


PERSONS = tuple(_person(number) for number in range(1, MOST_PERSONS + 1))

OTHER_PERSON = Question(
    "other_person",
    Text("Siapa yang menyakiti?", "Who does it?"),
    Text(
        "Supaya kami tidak menghubungi orang yang salah.",
        "So that we do not contact the wrong person.",
    ),
    (
        Field(
            "relationship",
            "radio",
            Text("Bagi yang mengalami, orang itu …", "To the person it happens to, they are …"),
            (
                Choice("parent", Text("Orang tua", "A parent")),
                Choice("spouse", Text("Suami atau istri", "The husband or wife")),
                Choice("relative", Text("Keluarga lain", "Another relative")),
                Choice("partner_friend", Text("Pacar atau teman", "A partner or friend")),
                Choice("neighbour", Text("Tetangga", "A neighbour")),
                Choice("teacher", Text("Guru", "A teacher")),
                Choice("employer", Text("Majikan atau atasan", "An employer")),
                Choice("coworker", Text("Rekan kerja", "A coworker")),
                Choice("other", Text("Orang lain", "Somebody else")),
                DONT_SAY,
            ),
        ),
        Field(
            "works_here",
            "radio",
            Text("Apakah orang itu bekerja di sini?", "Does that person work here?"),
            (Choice("yes", Text("Ya", "Yes")), Choice("no", Text("Tidak", "No")), DONT_SAY),
            hint=Text(
                "Misalnya petugas kelurahan, PKK, atau dinas. Kalau ya, mereka tidak akan melihat cerita ini.",
                "Such as a volunteer or an official. If so, they will not see this.",
            ),
        ),
        Field(
            "other_name",
            "text",
            Text(
                "Namanya, supaya kami tahu siapa yang tidak boleh melihat", "The name, so that we know whom to keep out"
            ),
            hint=Text("Boleh kosong.", "May stay empty."),
            given=("works_here", "yes"),
        ),
    ),
)

WISH = Question(
    "wish",
    Text("Apa yang Anda harapkan?", "What would you like to happen?"),
    Text(
        "Supaya bantuannya sesuai. Boleh dikosongkan.",
        "So that the help fits. May stay empty.",
    ),
    (Field("wish", "area", Text("Harapan", "Wish"), longest=1000),),
)

NAME = Question(
    "name",
    Text("Nama Anda, kalau mau", "Your name, if you like"),
    Text(
        "Boleh dikosongkan: tanpa nama pun kami tangani. Nama hanya dilihat petugas yang menangani.",
        "May stay empty: we act without a name as well. Only the people who handle it see it.",
    ),
    (Field("name", "text", Text("Nama", "Name")),),
)

CONTACT = Question(
    "contact",
    Text("Bolehkah kami menghubungi Anda?", "May we contact you?"),
    Text(
        "Kalau tidak, Anda sendiri yang kembali dengan kode tanda terima. Kami tidak akan menghubungi lebih dulu.",
        "If not, you come back with the receipt code. We will not contact you first.",
    ),
    (
        Field(
            "contact",
            "radio",
            Text("Cara menghubungi", "How"),
            (
                Choice(
                    RETURN,
                    Text("Jangan hubungi. Saya kembali dengan kode.", "Do not contact me. I come back with the code."),
                ),
                Choice("phone", Text("Telepon", "Call")),
                Choice("message", Text("SMS atau WhatsApp", "SMS or WhatsApp")),
            ),
            usual=RETURN,
        ),
    ),
)

HOW = Question(
    "how",
    Text("Bagaimana supaya aman bagi Anda?", "How is it safe for you?"),
    Text(
        "Pesan kami tidak pernah menyebut masalah, tempat, atau nama.",
        "Our messages never say what it is about, from where, or who.",
    ),
    (
        Field(
            "number",
            "tel",
            Text("Nomor", "Number"),
            missing=Text(
                "Nomor belum diisi. Kalau tidak jadi, kembali dan pilih “Jangan hubungi”.",
                "The number is not filled in. If you changed your mind, go back and choose “Do not contact me”.",
            ),
            longest=30,
        ),
        Field(
            "hours",
            "text",
            Text("Kapan aman dihubungi?", "When is it safe to contact you?"),
            hint=Text("Misalnya: Senin–Jumat jam 9 sampai 11.", "For example: Monday to Friday from 9 to 11."),
        ),
    ),
    when=_wants_contact,
)

OTHERS = Question(
    "others",
    Text("Siapa lagi yang mungkin mengangkat?", "Who else might answer?"),
    Text(
        "Supaya kami tahu kapan harus menutup telepon. Boleh dikosongkan.",
        "So that we know when to hang up. May stay empty.",
    ),
    (
        Field("others", "text", Text("Orang lain yang memegang HP ini", "Others who handle this phone")),
        Field(
            "code_word",
            "text",
            Text("Kata kode", "Code word"),
            hint=Text(
                "Satu kata yang Anda sebut kalau aman bicara. Kami menunggu kata itu.",
                "A word that you say when it is safe to talk. We wait for it.",
            ),
            longest=40,
        ),
    ),
    when=_wants_contact,
)

QUESTIONS = (
    DANGER, YOU, WHAT, SIGNS, STORY, WHERE, PLACE, WHEN, *PERSONS, OTHER_PERSON, WISH, NAME, CONTACT, HOW, OTHERS,
)  # fmt: skip
