/** What the API answers, as far as the app reads it. Types only: nothing here reaches the browser's engine. */

export interface Text { id: string; en: string }
export interface Named { name: string; title: Text }
export interface Person { id: string; name: string; role?: Named }

export interface Clock extends Named {
  rule: string;
  basis: string;
  anchor_at: string;
  due_at: string;
  status: "on_time" | "grace" | "overdue";
  level: number;
  next: { at: string | null; title: Text | null } | null;
  explanation: Text;
}

export interface Shown extends Named { value: unknown; label: Text | string; tone?: string | null; told?: boolean }

export interface StateOf extends Named {
  tone?: string;
  final?: boolean;
  visited?: boolean;
  current?: boolean;
  possible?: boolean;
}

export interface Summary {
  id: string;
  number: string;
  workflow: string;
  title: Text;
  state: StateOf;
  version: number;
  kelurahan: { code: string; name: string } | null;
  summary: Shown[];
  owner: Person | null;
  opened_at: string;
  entered_at: string;
  ended_at: string | null;
  clocks: Clock[];
  badge: Clock | null;
  waiting: boolean;
  papers?: (Named & { href: string })[];
}

export interface Refusal { rule: string; code: string; reason: Text; basis: string; lifted_by: Text | null }

export interface Step extends Named {
  target: Named | null;
  /** It moves the case on, ends it or hands it to somebody; the others add to what is known. */
  onward: boolean;
  allowed: boolean;
  refusals: Refusal[];
  schema: Schema | null;
  confirm: Text | null;
  four_eyes: boolean;
  href: string;
}

export interface Proposal {
  number: number;
  transition: string;
  title: Text;
  by: Person;
  at: string;
  form: { title: Text; label: Text | string }[];
  /** For those who decide: what every guard says now, and the facts on which they judge. */
  findings?: { rule: string; refusals: Refusal[] }[];
  reads?: { title: Text; label: Text | string }[];
  clock?: Clock | null;
  can_approve: boolean;
  can_reject: boolean;
  can_withdraw: boolean;
}

export interface Child extends Summary { transitions: Step[] }

export interface Detail extends Omit<Summary, "workflow"> {
  now?: string;
  facts: { title: Text; items: Shown[] }[];
  private: { name: string; title: Text; masked: string; revealable: boolean }[];
  workflow: Named & { states: StateOf[]; diagram: string | null };
  children: Child[];
  parent: Summary | null;
  links?: { name: string; title: Text; cases: { id: string; number: string }[] }[];
  excluded?: Person[];
  warnings?: { title: Text; label: Text }[];
  /** How long it is kept, in one sentence. */
  keeping?: { text: Text; tone: "calm" | "warn" } | null;
  /** What its reporter and the house wrote to each other: how many, since when one waits, who may open them. */
  talk?: { count: number; waits_since: string | null; opens: boolean } | null;
  proposals: Proposal[];
  transitions: Step[];
}

export interface Message {
  seq: number;
  at: string;
  from_reporter: boolean;
  by: { name: string | null; role: Named };
  report: string | null;
  text: string;
}

export interface Row {
  seq: number;
  at: string;
  effective_at: string | null;
  kind: string;
  act: Named;
  actor: { id?: string | null; name: string | null; role: Named };
  from: Named | null;
  to: Named | null;
  late: boolean;
  changes: { title: Text; old: Text | string | null; new: Text | string | null }[];
  checked: { rule: string; code: string | null }[];
  deadline: { name: string; title: Text; rung: Text | null; rule: string; level: number; due: string } | null;
  clocks: (Named & { due_at: string })[];
  has_private: boolean;
  hash: string;
  case?: { id: string; number: string };
}

/** How a case stood at a moment. */
export interface Stood {
  at: string;
  workflow: Named;
  state: StateOf;
  owner: Person | null;
  waiting: boolean | null;
  ended_at: string | null;
  clocks: (Named & { due_at: string; status: "on_time" | "overdue" })[];
  facts: Detail["facts"];
  children: Stood[];
}

export interface Finding { case?: string; number?: string; seq: number; problem: string; words: Text }

export interface Filter extends Named { options: { value: string; title: Text }[] }

export interface Process extends Named {
  version?: string;
  states: StateOf[];
  filters?: Filter[];
}

export interface Me {
  id: string;
  name: string;
  email: string;
  role: Named;
  language: "id" | "en";
  csrf: string;
  second_factor: boolean;
  second_factor_owed: boolean;
  shortcuts: boolean;
  home: { name: string; title: Text; href: string; count: number | string }[];
  office: { name: string; title: Text; href: string }[];
  demo: boolean;
  can: { cases: boolean; bulk: boolean; export: boolean; takeaway: boolean; history: boolean; figures: boolean; process: boolean; open: Named[]; clock: boolean };
}

export interface Act {
  title: Text;
  method: string;
  href: string;
  form: string | null;
  values: Record<string, unknown>;
  confirm: Text | null;
  main: boolean;
}

/** A register of the office: lines, and what may be done with them. */
export interface Register {
  title: Text;
  lead: Text | null;
  empty: Text;
  forms: Record<string, Schema>;
  actions: Act[];
  links: { title: Text; href: string }[];
  choose: { schema: Schema; values: Record<string, unknown> } | null;
  items: {
    id: string;
    title: Text;
    facts: { title: Text; label: Text }[];
    chips: Text[];
    actions: Act[];
    links: { title: Text; href: string }[];
    picture?: string | null;
  }[];
}

export interface Status {
  now: string;
  heartbeat: { last_sweep: string | null; age_seconds: number | null; alive: boolean };
  demo: boolean;
}

export interface Ui {
  title?: Text;
  help?: Text | null;
  widget?: string;
  labels?: Record<string, Text>;
  autocomplete?: string;
  accept?: string;
  private?: boolean;
  suggested?: { value: string; title: Text }[];
  notes?: Note[];
}

export interface Note { rule: string; basis: string; text: Text; calls: { title: Text; href: string }[]; warns?: boolean }

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  format?: string;
  title?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  "x-ui"?: Ui;
}

/** One question of a form, read out of its schema. */
export interface Field {
  name: string;
  widget: string;
  title: Text;
  help: Text | null;
  required: boolean;
  secret: boolean;
  schema: Schema;
  options: { value: unknown; title: Text }[];
  fields: Field[];
  /** What a line of a list is, where it is no group: a number, a text, a list again. */
  item: Field | null;
}

export interface Trouble { pointer: string; message: Text }

export interface Place {
  kelurahan: { code: string; name: string };
  kecamatan: { code: string; name: string } | null;
  tile: { row: number; column: number } | null;
  finished: number;
  on_time: number;
  share: number | null;
  [measure: string]: any;
}

export interface Figures {
  now: string;
  flow: { month: string; opened: number; ended: number }[];
  ages: Text[];
  open: { workflow: string; state: StateOf; count: number; ages: number[] }[];
  on_time: { finished: number; on_time: number; share: number | null; clocks: (Named & { rule: string; finished: number; on_time: number; share: number | null })[] };
  stays: { workflow: Named; state: StateOf; over: number; median_hours: number | null; now: number; longest_hours: number | null }[];
  funnels: { workflow: string; title: Text; lines: { value: string; title: Text; reached: { state: StateOf; count: number }[] }[] }[];
  measures: (Named & { share: boolean })[];
  workload: Place[];
  people: { person: Person | null; open: number; overdue: number; steps: number }[];
}

export interface Ring {
  at: string;
  case: { id: string; number: string; title: Text; state: StateOf; kelurahan: { code: string; name: string } | null };
  clock: Named & { rule: string };
  due_at: string;
  late: boolean;
  level: number;
  happens: Text;
  moves_to: StateOf | null;
  told: Named[];
}
