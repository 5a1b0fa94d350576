/** Every sentence that the app itself says: Bahasa Indonesia first, English beside it. A workflow brings its own. */

import { signal } from "./vendor/signals-core.js";

/** @typedef {import("./shapes.js").Text} Text */

/** @type {import("./vendor/signals-core.js").Signal<"id" | "en">} */
export const language = signal("id");

/** @satisfies {Record<string, [string, string]>} */
export const WORDS = {
  app: ["Ruang Kerja", "Workspace"],
  quick_exit: ["Keluar cepat", "Quick exit"],
  quick_exit_hint: ["atau tekan Shift tiga kali", "or press Shift three times"],
  skip: ["Langsung ke isi", "Skip to content"],
  main_menu: ["Menu utama", "Main menu"],
  home: ["Beranda", "Home"],
  cases: ["Kasus", "Cases"],
  audit: ["Riwayat", "History"],
  process: ["Alur", "Process"],
  figures: ["Angka", "Figures"],
  choose_many: ["Pilih beberapa", "Choose several"],
  search: ["Cari", "Search"],
  inbox: ["Kotak surat demo", "Demo inbox"],
  inbox_short: ["Surat", "Mail"],
  profile: ["Profil", "Profile"],
  other_language: ["English", "Bahasa Indonesia"],
  loading: ["Memuat …", "Loading …"],
  retry: ["Coba lagi", "Try again"],
  cancel: ["Batal", "Cancel"],
  yes_continue: ["Ya, lanjutkan", "Yes, continue"],
  no_page: ["Halaman ini tidak ada", "There is no such page"],
  no_page_text: [
    "Alamatnya keliru, atau isinya bukan untuk Anda.",
    "The address is wrong, or what it shows is not for you.",
  ],
  to_home: ["Ke beranda", "Go home"],
  no_network: [
    "Tidak ada jaringan. Yang sudah Anda isi tetap di sini.",
    "No network. What you have typed is still here.",
  ],
  too_slow: [
    "Jawaban terlalu lama. Yang sudah Anda isi tetap di sini.",
    "The answer took too long. What you have typed is still here.",
  ],
  server_trouble: [
    "Ada gangguan di sisi kami. Yang sudah Anda isi tetap di sini.",
    "Something failed on our side. What you have typed is still here.",
  ],
  sign_in: ["Masuk", "Sign in"],
  sign_in_lead: ["Untuk petugas dan relawan.", "For staff and volunteers."],
  email: ["Alamat e-mail", "E-mail address"],
  password: ["Kata sandi", "Password"],
  code: ["Kode dari HP, atau kode kertas", "Code from your phone, or a code on paper"],
  export: ["Ekspor", "Export"],
  signing_in: ["Sedang masuk …", "Signing in …"],
  sign_in_missing: ["Isi alamat e-mail dan kata sandi.", "Fill in your e-mail address and password."],
  sign_in_wrong: ["Alamat e-mail atau kata sandi tidak cocok.", "E-mail address or password do not match."],
  sign_in_wait: ["Terlalu sering mencoba. Tunggu sebentar.", "Too many attempts. Wait a little."],
  lapsed: ["Sesi Anda berakhir", "Your session has ended"],
  lapsed_text: [
    "Masuk lagi untuk meneruskan. Yang sudah Anda isi masih ada.",
    "Sign in again to go on. What you have typed is still there.",
  ],
  locks_soon: ["Tidak ada kegiatan. Layar segera terkunci.", "Nothing has happened for a while. The screen locks soon."],
  seconds: ["{n} detik lagi", "in {n} seconds"],
  still_here: ["Saya masih di sini", "I am still here"],
  sign_out: ["Keluar", "Sign out"],
  office: ["Kantor", "Office"],
  download_picture: ["Unduh foto", "Download the picture"],
  show_whole: ["tampilkan seluruhnya", "show all of it"],
  begin_above: ["Mulai dengan “{title}” di atas.", "Begin with “{title}” above."],
  needs_me: ["Yang menunggu Anda", "What needs you"],
  greeting: ["Halo, {name}", "Hello, {name}"],
  nothing_waits: ["Tidak ada yang menunggu Anda.", "Nothing is waiting for you."],
  nothing_waits_text: [
    "Bila ada tenggat yang dekat, kiriman baru, atau usulan yang perlu Anda setujui, tampil di sini.",
    "Deadlines that come near, what is sent to you and proposals to approve will appear here.",
  ],
  notices_wait_text: [
    "Pemberitahuan baru tampil di sini. Pekerjaan Anda ada di bagian Kantor.",
    "New notices appear here. Your work is under Office.",
  ],
  see_all_cases: ["Lihat semua kasus", "See all cases"],
  open_new: ["Buka baru: {title}", "Open new: {title}"],
  heartbeat_alive: ["Eskalasi otomatis: aktif {ago}", "Automatic escalation: active {ago}"],
  heartbeat_dead: [
    "Eskalasi otomatis berhenti {ago}. Beri tahu pengelola.",
    "Automatic escalation stopped {ago}. Tell the administrator.",
  ],
  heartbeat_never: ["Eskalasi otomatis belum pernah berjalan.", "Automatic escalation has not run yet."],
  demo_clock: ["Jam demo", "Demo clock"],
  demo_clock_text: [
    "Majukan waktu untuk melihat tenggat lewat dan eskalasi berjalan. Waktu tidak bisa mundur.",
    "Move time forward to watch deadlines pass and escalation work. Time cannot go back.",
  ],
  forward: ["Maju {span}", "Forward {span}"],
  clock_moved: ["Sekarang {when}.", "It is now {when}."],
  filters: ["Saring", "Filter"],
  all: ["Semua", "All"],
  state: ["Keadaan", "State"],
  only_overdue: ["Lewat tenggat", "Overdue"],
  only_mine: ["Tugas saya", "Assigned to me"],
  only_waiting: ["Menunggu persetujuan", "Waiting for approval"],
  only_open: ["Masih berjalan", "Still open"],
  clear_filters: ["Hapus saringan", "Clear filters"],
  n_cases: ["{n} kasus", "{n} cases"],
  no_cases: ["Belum ada kasus di sini.", "No cases here yet."],
  no_cases_text: [
    "Kasus yang boleh Anda lihat akan tampil di daftar ini.",
    "Cases that you may see will appear in this list.",
  ],
  no_match: ["Tidak ada kasus yang cocok.", "No case matches."],
  no_match_text: ["Longgarkan saringannya.", "Loosen the filters."],
  more: ["Muat lagi", "Load more"],
  number: ["Nomor", "Number"],
  clock: ["Tenggat", "Deadline"],
  where: ["Kelurahan", "Kelurahan"],
  owner: ["Penanggung jawab", "Owner"],
  nobody: ["Belum ada", "Nobody yet"],
  no_owner: ["Belum ada penanggung jawab", "No owner yet"],
  waiting_badge: ["Menunggu persetujuan", "Waiting for approval"],
  ended: ["Berakhir", "Ended"],
  ended_at: ["Berakhir {when}", "Ended {when}"],
  no_clock: ["Tanpa tenggat", "No deadline"],
  on_time: ["Tepat waktu", "On time"],
  grace: ["Masa tenggang", "Grace period"],
  overdue: ["Lewat", "Overdue"],
  left: ["sisa {span}", "{span} left"],
  past: ["{span}", "by {span}"],
  past_grace: ["lewat {span}", "past by {span}"],
  level: ["tingkat {n}", "level {n}"],
  next_up: ["Berikutnya {when}: {title}", "Next, {when}: {title}"],
  rule_alone: ["Aturan {rule}", "Rule {rule}"],
  rule_basis: ["Aturan {rule} · {basis}", "Rule {rule} · {basis}"],
  clocks: ["Tenggat yang berjalan", "Running deadlines"],
  no_clocks: ["Tidak ada tenggat yang berjalan.", "No deadline is running."],
  print: ["Cetak", "Print"],
  back_to_cases: ["Semua kasus", "All cases"],
  excluded: ["Kasus ini tidak ada bagi: {who}", "This case does not exist for: {who}"],
  part_of: ["Bagian dari {number}", "Part of {number}"],
  opened_at: ["Dibuka {when}", "Opened {when}"],
  where_now: ["Posisi sekarang", "Where it stands"],
  step_done: ["sudah dilalui", "passed"],
  step_now: ["sekarang", "now"],
  step_possible: ["bisa berikutnya", "possible next"],
  step_later: ["belum terbuka", "not open yet"],
  diagram_alt: ["Bagan: sekarang {now}. Berikutnya mungkin: {next}.", "Diagram: now {now}. Possible next: {next}."],
  none: ["tidak ada", "none"],
  next_steps: ["Langkah berikutnya", "Next steps"],
  no_steps: ["Tidak ada langkah untuk Anda saat ini.", "There is no step for you at the moment."],
  other_steps: ["Langkah lain ({n})", "Other steps ({n})"],
  blocked_steps: ["Belum bisa dilakukan", "Not possible yet"],
  lifted_by: ["Supaya bisa: {what}", "To make it possible: {what}"],
  not_filled_in: ["Belum diisi ({n})", "Not filled in yet ({n})"],
  lifted_by_none: ["Tidak ada pengecualian.", "Nothing lifts this."],
  leads_to: ["menjadi {state}", "becomes {state}"],
  closed_meanwhile: [
    "Langkah ini sekarang tertutup. Yang Anda isi masih ada di bawah.",
    "This step is closed now. What you typed is still below.",
  ],
  four_eyes: [
    "Perlu orang kedua: Anda mengusulkan, orang lain yang menyetujui.",
    "Needs a second person: you propose, somebody else approves.",
  ],
  four_eyes_mark: ["dua orang", "two persons"],
  propose: ["Usulkan: {title}", "Propose: {title}"],
  sending: ["Mengirim …", "Sending …"],
  done_step: ["Tersimpan: {title}.", "Saved: {title}."],
  done_proposal: ["Usulan terkirim. Menunggu orang kedua.", "Proposal sent. It waits for a second person."],
  refused: ["Tidak bisa: {title}", "Not possible: {title}"],
  possible_now: ["Yang bisa sekarang: {what}", "Possible now: {what}"],
  proposals: ["Menunggu orang kedua", "Waiting for a second person"],
  proposed_by: ["Diusulkan {name}, {when}", "Proposed by {name}, {when}"],
  approve: ["Setujui", "Approve"],
  reject: ["Tolak", "Reject"],
  withdraw: ["Tarik usulan", "Withdraw"],
  sure_approve: ["Setujui usulan “{title}”?", "Approve the proposal “{title}”?"],
  sure_reject: ["Tolak usulan “{title}”?", "Reject the proposal “{title}”?"],
  sure_withdraw: ["Tarik usulan “{title}”?", "Withdraw the proposal “{title}”?"],
  reject_why: ["Mengapa ditolak?", "Why is it rejected?"],
  proposal_waits: ["Menunggu persetujuan orang lain.", "Waiting for somebody else’s approval."],
  related: ["Kasus terkait", "Related cases"],
  facts: ["Rincian", "Details"],
  private: ["Data pribadi", "Personal data"],
  private_text: [
    "Tertutup. Membukanya dicatat atas nama Anda.",
    "Closed. Opening one is recorded under your name.",
  ],
  reveal: ["Buka", "Open"],
  reveal_named: ["Buka {title}", "Open {title}"],
  hide: ["Tutup lagi", "Close again"],
  copied: ["Sudah saya salin", "I have copied it"],
  reveal_reason: ["Untuk apa Anda perlu membukanya?", "Why do you need to open it?"],
  reveal_reason_missing: ["Tulis alasannya dulu.", "Write the reason first."],
  empty_value: ["Belum diisi", "Not filled in"],
  timeline: ["Riwayat kasus", "Timeline"],
  all_acts: ["Semua", "Everything"],
  by_people: ["Oleh orang", "By people"],
  by_system: ["Oleh sistem", "By the system"],
  system: ["Sistem", "System"],
  late: ["terlambat", "late"],
  effective: ["berlaku sejak {when}", "effective since {when}"],
  n_changes: ["{n} isian", "{n} values"],
  was_now: ["dari {old} menjadi {new}", "from {old} to {new}"],
  checked: ["Aturan yang diperiksa", "Rules that were checked"],
  passed: ["lolos", "passed"],
  has_private: ["Catatan tertutup tersimpan bersama langkah ini.", "A sealed note is kept with this step."],
  record: ["Catatan {n}", "Record {n}"],
  fingerprint: ["Sidik: {hash}", "Fingerprint: {hash}"],
  seal_ok: ["Segel utuh: {n} catatan cocok.", "Seal intact, records that match: {n}."],
  seal_broken: ["Segel rusak pada catatan {n}: {words}", "Seal broken at record {n}: {words}"],
  no_records: ["Belum ada catatan.", "No records yet."],
  who_looked: ["Siapa yang melihat", "Who looked"],
  show: ["Tampilkan", "Show"],
  nobody_looked: ["Belum ada yang melihat.", "Nobody has looked yet."],
  not_for_you: ["Ini tidak terbuka untuk peran Anda.", "This is not open to your role."],
  stale_title: ["Kasus ini berubah sejak Anda membukanya", "This case changed since you opened it"],
  stale_text: [
    "Yang Anda isi tetap tersimpan di sini. Perubahannya:",
    "What you typed is still here. What changed:",
  ],
  apply_again: ["Terapkan lagi isian saya", "Apply mine again"],
  look_first: ["Lihat dulu perubahannya", "Look at the changes first"],
  changed_banner: ["Kasus ini baru saja berubah.", "This case has just changed."],
  refresh: ["Perbarui", "Refresh"],
  refreshed: ["Halaman diperbarui.", "The page is up to date."],
  form_errors: ["Ada yang perlu diperbaiki", "Something needs correcting"],
  optional: ["boleh dikosongkan", "optional"],
  choose: ["Pilih …", "Choose …"],
  clear_choice: ["Hapus pilihan", "Clear choice"],
  add: ["Tambah {title}", "Add: {title}"],
  remove: ["Hapus {title}", "Remove: {title}"],
  item: ["{title} {n}", "{title} {n}"],
  no_items: ["Belum ada isinya.", "Nothing here yet."],
  yes: ["Ya", "Yes"],
  no: ["Tidak", "No"],
  wib: ["Waktu Indonesia Barat (WIB)", "Western Indonesia Time (WIB)"],
  missing: ["{title} belum diisi.", "{title}: not filled in."],
  missing_so: ["{title} belum diisi. {help}", "{title}: not filled in. {help}"],
  missing_choice: ["{title} belum dipilih.", "{title}: nothing chosen."],
  must_tick: ["{title}: centang dulu.", "{title}: tick this first."],
  not_a_number: ["{title}: tulis dengan angka.", "{title}: write a number."],
  not_whole: ["{title}: tulis bilangan bulat.", "{title}: write a whole number."],
  bad_date: ["{title}: tanggalnya belum lengkap.", "{title}: the date is incomplete."],
  too_small: ["{title}: paling sedikit {n}.", "{title}: at least {n}."],
  too_big: ["{title}: paling banyak {n}.", "{title}: at most {n}."],
  too_short: ["{title}: paling sedikit {n} huruf.", "{title}: at least {n} characters."],
  too_long: ["{title}: paling banyak {n} huruf.", "{title}: at most {n} characters."],
  bad_form: ["{title}: bentuknya belum sesuai.", "{title}: does not have the expected form."],
  too_few: ["{title}: isi paling sedikit {n}.", "{title}: give at least {n}."],
  too_many: ["{title}: isi paling banyak {n}.", "{title}: give at most {n}."],
  away: ["Tidak ada jaringan", "No network"],
  away_can: ["Laporan tetap bisa dicatat.", "A report can be taken all the same."],
  away_can_text: [
    "Disimpan tersegel di perangkat ini: tidak bisa dibaca siapa pun di sini. Dikirim setelah ada jaringan dan Anda masuk.",
    "It is kept sealed on this device, where nobody can read it, and sent once there is a network and you have signed in.",
  ],
  away_cannot: ["Perangkat ini belum siap untuk itu.", "This device is not ready for that yet."],
  away_cannot_text: [
    "Masuk sekali saat ada jaringan; sesudah itu laporan bisa dicatat tanpa jaringan.",
    "Sign in once while there is a network; after that a report can be taken without one.",
  ],
  waiting_reports: ["Laporan yang menunggu", "Reports that wait"],
  n_waiting: ["{n} laporan menunggu kirim", "{n} reports waiting to be sent"],
  others_waiting: [
    "{n} laporan orang lain di perangkat ini menunggu ia masuk",
    "{n} reports of somebody else on this device wait for them to sign in",
  ],
  to_mend: ["Laporan yang perlu diperbaiki", "A report that needs mending"],
  mend_text: [
    "Laporan ini belum bisa diterima. Perbaiki yang ditandai, lalu simpan. Di perangkat ini isinya tetap tersegel.",
    "This report could not be taken in yet. Mend what is marked, then save. On this device it stays sealed.",
  ],
  discard: ["Hapus laporan ini", "Delete this report"],
  discard_sure: [
    "Isinya hilang untuk selamanya. Hapus hanya bila laporan ini sudah dibuat dengan cara lain.",
    "What is in it is lost for good. Delete it only if it was reported in another way.",
  ],
  kept_sealed: [
    "Tersimpan tersegel di perangkat ini. Dikirim setelah ada jaringan.",
    "Kept sealed on this device. It is sent once there is a network.",
  ],
  sent_waiting: ["Laporan yang menunggu sudah terkirim.", "The report that was waiting has been sent."],
  open_title: ["Buka kasus baru", "Open a new case"],
  open_send: ["Simpan dan buka", "Save and open"],
  opened: ["Tersimpan.", "Saved."],
  until: ["Sampai tanggal", "Up to"],
  verify: ["Periksa segel", "Verify the seal"],
  verifying: ["Memeriksa …", "Verifying …"],
  verified_all: [
    "Segel utuh: {records} catatan dari {cases} kasus cocok, tidak ada yang diubah atau hilang.",
    "Seal intact: {records} records of {cases} cases match; none altered, none missing.",
  ],
  verified_not: ["Segel rusak pada {n} tempat", "The seal is broken in {n} places"],
  when: ["Waktu", "When"],
  who: ["Siapa", "Who"],
  what: ["Apa", "What"],
  change: ["Perubahan", "Change"],
  why: ["Alasan", "Reason"],
  notices: ["Pemberitahuan", "Notices"],
  no_notices: ["Tidak ada pemberitahuan.", "No notices."],
  no_notices_text: ["Bila ada yang baru untuk Anda, tampil di sini.", "What is new for you will appear here."],
  open_case: ["Buka kasusnya", "Open the case"],
  seen: ["Sudah dilihat", "Seen"],
  mark_seen: ["Tandai sudah dilihat", "Mark as seen"],
  no_mail: ["Belum ada surat.", "No mail yet."],
  no_mail_text: [
    "Pemberitahuan yang dikirim sistem tampil di sini selama demo.",
    "Notices that the system sends appear here during the demo.",
  ],
  language: ["Bahasa", "Language"],
  role: ["Peran", "Role"],
  name: ["Nama", "Name"],
};

/**
 * The sentence for a key in the reader's language, its `{blanks}` filled in.
 * @param {keyof typeof WORDS} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  return fill(WORDS[key][language.value === "id" ? 0 : 1], values);
}

/**
 * As `say`, for the sentences of a page that comes later.
 * @template {string} Key
 * @param {Record<Key, [string, string]>} words
 * @returns {(key: Key, values?: Record<string, string | number>) => string}
 */
export function saying(words) {
  return (key, values = {}) => fill(words[key][language.value === "id" ? 0 : 1], values);
}

/**
 * The same sentence in both languages, for what outlives a switch of language.
 * @param {keyof typeof WORDS} key
 * @param {(index: "id" | "en") => Record<string, string | number>} values
 * @returns {Text}
 */
export function both(key, values) {
  return { id: fill(WORDS[key][0], values("id")), en: fill(WORDS[key][1], values("en")) };
}

/**
 * What the API says, in the reader's language.
 * @param {Text | string | number | boolean | null | undefined} words
 * @returns {string}
 */
export function text(words) {
  if (words === null || words === undefined) return "";
  if (typeof words === "boolean") return say(words ? "yes" : "no");
  return typeof words === "object" ? words[language.value] || words.id : String(words);
}

/**
 * @param {string} pattern
 * @param {Record<string, string | number>} values
 */
function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}
