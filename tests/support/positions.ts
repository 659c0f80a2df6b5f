// Before which API each browser test runs. What a page does hardly depends on that, so a test runs in one position,
// by this table, and every position has tests that read, that write and that watch. `cargo xtask test matrix`
// runs all of them in all that they are made for.

/** Before the control plane in the gateway, which tells of every change at once, over plain HTTP; or before an API
 * elsewhere, which tells of none, everything over TLS. Each serves both versions of the API, or v1 alone. */
export const POSITIONS = ['local', 'upstream', 'local-v1', 'upstream-v1'] as const;

export type Position = (typeof POSITIONS)[number];

/** Those in which profiles, readers and self-managed runners are there, which only v1beta2 has. */
export const WITH_V1BETA2: readonly Position[] = ['local', 'upstream'];

/** A position; or why the tests of this file run in both that have v1beta2. */
type Place = Position | { both: string };

export const FILES: Record<string, Place> = {
  'access.spec.ts': 'local',
  'catalog.spec.ts': 'upstream',
  'changes.spec.ts': 'upstream',
  'create.spec.ts': 'local',
  'edit.spec.ts': 'upstream',
  'feeds.spec.ts': 'local',
  'file.spec.ts': 'local',
  'fleet.spec.ts': 'local',
  'guardrails.spec.ts': 'local',
  'hardening.spec.ts': { both: 'cookies and headers are others over TLS' },
  'keyboard.spec.ts': 'local',
  'lazy.spec.ts': 'local-v1',
  'live.spec.ts': { both: 'how the gateway learns of a change is what differs' },
  'look.spec.ts': 'local',
  'newcomer.spec.ts': { both: 'by the printed link, or with a token' },
  'notifications.spec.ts': 'local',
  'outage.spec.ts': 'local',
  'policies.spec.ts': 'local',
  'policy.spec.ts': 'local-v1',
  'positions.spec.ts': 'local',
  'remedy.spec.ts': 'upstream-v1',
  'revert.spec.ts': 'local',
  'rules.spec.ts': 'local',
  'runner.spec.ts': 'local-v1',
  'session.spec.ts': { both: 'the API alone knows tokens, or the gateway does' },
  'several.spec.ts': 'upstream',
  'share.spec.ts': 'upstream-v1',
  'truth.spec.ts': 'local',
  'v1.spec.ts': 'local-v1',
};

/** Tests of a file of one position that run in others, too, and why. */
export const TITLES: Record<string, string> = {
  'a link is made, previewed, opened elsewhere, followed, changed and revoked': 'a page without a cookie, over both',
  'absent, {} and a value reach the server as they were typed': 'policies are written in v1, whatever else is spoken',
  'a policy is read, tried, changed and taken back': 'policies are written in v1, whatever else is spoken',
  'several are changed in v1': 'a write to v1 elsewhere',
};

/** Files that need v1beta2 wherever they run, and files that need v1 to be alone, with what they need. */
export const NEEDS: Record<string, { v1beta2?: string; v1?: string }> = {
  'access.spec.ts': { v1beta2: 'pages of profiles' },
  'catalog.spec.ts': { v1beta2: 'profiles' },
  'changes.spec.ts': { v1beta2: 'changes of profiles' },
  'create.spec.ts': { v1beta2: 'profiles to bind' },
  'edit.spec.ts': { v1beta2: 'masks and bindings' },
  'file.spec.ts': { v1beta2: 'files that bind profiles' },
  'fleet.spec.ts': { v1beta2: 'a reader and a self-managed runner' },
  'guardrails.spec.ts': { v1beta2: 'a reader, and profiles beside a policy' },
  'hardening.spec.ts': { v1beta2: 'its paths' },
  'keyboard.spec.ts': { v1beta2: 'profiles to choose from' },
  'live.spec.ts': { v1beta2: 'its paths' },
  'look.spec.ts': { v1beta2: 'pages of profiles' },
  'newcomer.spec.ts': { v1beta2: 'profiles to choose from' },
  'outage.spec.ts': { v1beta2: 'its paths' },
  'policies.spec.ts': { v1beta2: 'profiles beside policies' },
  'revert.spec.ts': { v1beta2: 'bindings to take back' },
  'session.spec.ts': { v1beta2: 'a reader' },
  'several.spec.ts': { v1beta2: 'a self-managed runner' },
  'truth.spec.ts': { v1beta2: 'its paths' },
  'v1.spec.ts': { v1: 'an API without v1beta2' },
};

/** Files that a position cannot run. */
function unfit(position: Position): string[] {
  const need = WITH_V1BETA2.includes(position) ? 'v1' : 'v1beta2';
  return Object.entries(NEEDS).flatMap(([file, needs]) => (needs[need] === undefined ? [] : [file]));
}

/** Tests, told as Playwright tells them (`project file titles`), that a position cannot run. */
export function notIn(position: Position): RegExp[] {
  return unfit(position).map((file) => new RegExp(`^${position} ${escaped(file)} `));
}

/** Whether a test runs in a position; one that has no place yet runs in all that have v1beta2. */
export function runsIn(position: Position): RegExp[] {
  const isHere = (place: Place) => (typeof place === 'string' ? place === position : WITH_V1BETA2.includes(position));
  const here = Object.entries(FILES).filter(([, place]) => isHere(place));
  const elsewhere = Object.keys(FILES).filter((file) => !here.some(([name]) => name === file));
  const titles = Object.keys(TITLES).map((title) => new RegExp(`^${position} .*${escaped(title)}`));
  if (WITH_V1BETA2.includes(position)) {
    return [new RegExp(`^${position} (?!(${elsewhere.map(escaped).join('|')}) )`), ...titles];
  }
  return [new RegExp(`^${position} (${here.map(([file]) => escaped(file)).join('|')}) `), ...titles];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
