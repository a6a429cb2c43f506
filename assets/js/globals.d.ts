/* What the scripts of assets/js share: each attaches its functions to `window`, or to one of the
   namespaces of `window.dash_clientside`, where callbacks find them by name. */

interface Me {
  signed_in: boolean;
  /** what the account signs in with: the one thing that no two people share */
  name: string;
  display: string;
  roles: string[];
  /** whether returns of councils may be there for them */
  returns: boolean;
  csrf: string | null;
}

/** `status` is 0 where the portal could not be reached; the payload is JSON, never null. */
interface Answer {
  status: number;
  payload: any;
}

interface SafeStorage {
  read(key: string): string | null;
  /** False where nothing was stored. */
  write(key: string, value: string): boolean;
  remove(key: string): void;
  keys(start: string): string[];
  /** What JSON.parse makes of a value; null where there is none, or junk. */
  readJson(key: string): any;
}

type Child = Node | string | null | undefined;

interface PortalAsking {
  who(): Promise<Me>;
  refresh(): Promise<Me>;
  /** Ask the portal; with a body, write. Never rejects. */
  ask(path: string, body?: unknown): Promise<Answer>;
  /** Show a line at the foot of the window: what was done, and how to take it back. */
  tell(text: string, actions?: [string, () => void][], lasting?: boolean): void;
  /** Make an element with properties, attributes (in `attrs`) and children. */
  make<K extends keyof HTMLElementTagNameMap>(
    kind: K,
    properties?: Partial<Omit<HTMLElementTagNameMap[K], "attrs">> & { attrs?: Record<string, string> },
    ...children: Child[]
  ): HTMLElementTagNameMap[K];
  /** Call `fill` with every element that fits, now, later, and when its attributes change. */
  tend(selector: string, attributes: string[], fill: (place: HTMLElement) => void): void;
}

interface Shown {
  text: string;
  version: number;
}

interface Version extends Shown {
  by: string;
  at: string;
}

interface StoredDraft {
  text: string;
  /** the version on top of which it is written */
  base: number;
  /** texts that were sent and may have arrived, though no answer came */
  sent: string[];
  /** when it was typed, in milliseconds since 1970 */
  at: number;
}

interface Draft extends StoredDraft {
  visit: string;
  saving: boolean;
  /** the portal did not take it as it is */
  refused: boolean;
  stored: boolean;
  timer: number;
  /** another person's version that stands instead */
  conflict: Version | null;
}

interface AbandonedText {
  key: string;
  name: string;
  text: string;
}

interface Drafts {
  /** Name the person whose drafts these are; what was typed before is stored now. */
  identify(name: string): void;
  /** Take over what a closed tab left for a text, if anything, and save it. */
  adopt(name: string, shown: Shown): Draft | undefined;
  /** Note what was typed; null where it is what stands already. */
  type(name: string, text: string, shown: Shown): Draft | null;
  /** End a conflict with a text, written on top of the version that `shown` names. */
  resolve(name: string, text: string, shown: Shown): Draft | null;
  connection(lost: boolean): void;
  /** List the texts of this visit whose place is not drawn. */
  abandoned(drawn: (name: string) => boolean): AbandonedText[];
  discard(item: AbandonedText): void;
  get(name: string): Draft | undefined;
  retry(): void;
  reached(): void;
  unsaved(): boolean;
  standing(): { count: number; offline: boolean; signedOut: boolean; unstored: boolean };
  atRisk(): boolean;
}

interface PortalDrafts {
  create(options: {
    ask: PortalAsking["ask"];
    storage: SafeStorage;
    /** the visit that is open */
    visit: () => string;
    online: () => boolean;
    /** a name that no other tab has */
    tab: string;
    view: {
      standing(): void;
      saving(name: string): void;
      saved(name: string, version: Version, changed: number): void;
      waiting(name: string, stored: boolean): void;
      refused(name: string, error: string): void;
      conflict(name: string): void;
      reconnected(): void;
    };
  }): Drafts;
}

/** What was sent last, and its key; the name of an addition that waits on this device and is changed. */
interface LastTry {
  values: string;
  key: string;
  changes?: string;
}

interface PortalAdds {
  /**
   * Send an addition, which is stored on this device where it cannot be sent now. It goes under the
   * key of the last try where nothing in it has changed since.
   */
  add(last: LastTry, path: string, values: Record<string, any>, file?: FormDataEntryValue | null): Promise<Answer & { stored: boolean }>;
  /** Make the key of an addition, which stays the same when it is sent again. */
  key(): string;
  /** Give the key of the last try where the values, as text, are its own, else that given or a new one. */
  keyed(last: LastTry, values: string, given?: string): string;
  /** Give an addition that waits: where it is sent, and what. */
  written(name: string): { path?: string; values?: Record<string, any> };
  waiting(): boolean;
}

interface PortalKeep {
  /** Whether somebody is choosing from a list now. */
  picking(): boolean;
  /** Keep what is typed into a form until it is sent: a page that is loaded anew shows it again. */
  unsent(open: OpenForm, prefix: string, put: (field: FieldOfForm, value: string) => void): { keep(): void; remove(): void };
}

interface Window {
  portal_adds: PortalAdds;
  portal_me: Promise<Me>;
  portal_storage: { local: SafeStorage; session: SafeStorage };
  portal_asking: PortalAsking;
  portal_drafts: PortalDrafts;
  portal_keep: PortalKeep;
  /** `send` tries at once to save what is not. */
  portal_notes: { unsaved(): boolean; orphans(): void; reached(): void; send(): void };
  portal_visit?: { changed(number: number, mine?: boolean): void; redraw(): void };
  dash_clientside: DashClientside;
  /** Dash's state: its callbacks by what they wait for */
  dash_stores: { getState(): { callbacks: Record<string, any> }; dispatch(action: object): void; subscribe(listener: () => void): void }[];
  Plotly: any;
  SwaggerUIBundle?: (options: object) => unknown;
}

interface DashClientside {
  no_update: unknown;
  callback_context: { triggered: { prop_id: string }[] };
  set_props(id: string, props: Record<string, unknown>): void;
  [namespace: string]: any;
}

/** A visit, and perhaps a line of it, that evidence is added to. */
interface Chosen {
  id: string;
  title: string;
  line: number | null;
  person: string;
}

/** A field of a form, as layouts/components/client_widgets.py describes it. */
interface FieldOfForm {
  name: string;
  label: string;
  type: string;
  value?: string | string[];
  options?: [string, string][];
}

interface OpenForm {
  form: HTMLFormElement;
  /** the description that it was built from */
  from: string;
  fields: FieldOfForm[];
  typed: boolean;
  last: LastTry;
  /** the values that it was opened with, or that were saved last */
  base: Record<string, string | string[]>;
}

/** A setting of which two people want different values. */
interface DifferingValue {
  name: string;
  theirs: string | string[];
  mine: string | string[];
}

/** An element that plotly.js drew into. */
interface PlottedElement extends HTMLElement {
  layout: any;
  data: unknown[];
}
