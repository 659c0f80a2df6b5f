// What happens to a fleet in eleven minutes: two thousand changes of runners, and what is to be told of them.

/** One stretch in which a runner is not well, in seconds since the beginning. */
export type Stretch = { runner: string; what: 'silent' | 'failed'; from: number; to: number };

export type Script = {
  /** Too short to be told of. */
  flaps: Stretch[];
  /** Each told of, alone or in a list. */
  lasting: Stretch[];
  /** Fifty of a zone at once: one message for all of them. */
  outages: Stretch[][];
  /** When everything is over. */
  end: number;
};

const OUTAGES_PER_ZONE = 2;
export const OF_AN_OUTAGE = 50;
const FLAPS = 300;
const SILENT = 100;
const FAILING_TOGETHER = 5;
const FAILED = 100;

/** A list is made of what begins within this time. */
const TOGETHER = 120;

/** Numbers between 0 and 1, the same each time. */
function random(seed: number): () => number {
  return () => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return seed / 2 ** 32;
  };
}

/** When the outages of a zone begin. */
function outagesOf(zone: number): number[] {
  return Array.from({ length: OUTAGES_PER_ZONE }, (_, wave) => 20 + wave * 300 + zone * 40);
}

/** The script for runners that are well, by zone. */
export function written(zones: string[][], seed: number): Script {
  const next = random(seed);
  const between = (from: number, to: number) => from + next() * (to - from);
  const rest = zones.map((runners) => [...runners]);
  const take = (zone: number) => {
    const runner = rest[zone].pop();
    if (runner === undefined) throw new Error('the fleet is too small');
    return runner;
  };
  const outages = zones.flatMap((_, zone) =>
    outagesOf(zone).map((from) =>
      Array.from({ length: OF_AN_OUTAGE }, () => ({ runner: take(zone), what: 'silent' as const, from, to: from + 110 })),
    ),
  );
  const lasting: Stretch[] = [];
  for (let n = 0; n < SILENT; n++) {
    const zone = n % zones.length;
    let from = 0;
    // Apart from the outages of its zone, with which it would be one list.
    do from = between(0, 560);
    while (outagesOf(zone).some((outage) => Math.abs(outage - from) < TOGETHER + 15));
    lasting.push({ runner: take(zone), what: 'silent', from, to: from + between(90, 150) });
  }
  for (let n = 0; n < FAILED; n += FAILING_TOGETHER) {
    const zone = Math.floor(next() * zones.length);
    const from = between(0, 520);
    for (let one = 0; one < FAILING_TOGETHER; one++) {
      lasting.push({ runner: take(zone), what: 'failed', from: from + next() * 5, to: from + between(100, 150) });
    }
  }
  const flaps: Stretch[] = [];
  for (let n = 0; n < FLAPS; n++) {
    const from = between(0, 600);
    flaps.push({ runner: take(n % zones.length), what: n % 2 === 0 ? 'silent' : 'failed', from, to: from + between(15, 58) });
  }
  const all = [...outages.flat(), ...lasting, ...flaps];
  return { flaps, lasting, outages, end: Math.max(...all.map((stretch) => stretch.to)) };
}
