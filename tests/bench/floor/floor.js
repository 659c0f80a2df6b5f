// The floor: the fleet's table with the same cells in the least JavaScript that does it. Nothing of what
// makes a console is in it: no rights, no selection, no keyboard, no drafts, no explanations.

const ROW = 40;
const AHEAD = 5;
const TICKED = 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M5.3 8.2l1.9 1.9 3.5-3.9';
const ALERT = 'M8 2 1.6 13.4h12.8zM8 6.4v3.2M8 11.5v.1';

const word = (constant) => {
  const last = (constant ?? '').split('_').at(-1).toLowerCase();
  return last.charAt(0).toUpperCase() + last.slice(1);
};
const age = (at, now) => {
  if (!at) return 'never';
  const seconds = Math.max(0, Math.floor((now - at) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 86400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} d`;
};
const cluster = (runner) => runner.clusterName || runner.clusterId;
const revision = (runner) =>
  runner.targetRevision > runner.activeRevision
    ? `${runner.activeRevision || ''} → ${runner.targetRevision}`
    : `${runner.activeRevision || ''}`;
const update = (runner) => (runner.rolloutInProgress ? 'rolling out' : runner.updateAvailable ? 'available' : '');
const opening = ({ maintenance }, now) => {
  if (maintenance.state === 'next') return `in ${age(now, maintenance.at)}`;
  return { anyTime: 'any time', open: 'open now', never: 'never' }[maintenance.state] ?? '';
};

/** Columns: heading and what orders them. */
const COLUMNS = [
  ['Runner', (runner) => runner.runnerId],
  ['Install', (runner) => runner.installStatus],
  ['Connection', (runner) => runner.connectionStatus],
  ['Zone', (runner) => runner.zone],
  ['Cluster', cluster],
  ['Channel', (runner) => runner.releaseChannel],
  ['Revision', (runner) => runner.activeRevision],
  ['Update', update],
  ['Next window', (runner) => runner.maintenance.at ?? 0],
  ['Age', (runner) => -runner.createdAt],
];

const runners = new Map();
let listing = [];
let [needle, column, sign] = ['', 0, 1];
const body = document.getElementById('body');
const grid = document.querySelector('[role=grid]');
const shown = document.getElementById('shown');

function element(tag, className, ...children) {
  const node = document.createElement(tag);
  node.className = className;
  node.append(...children);
  return node;
}

function glyph() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  const path = svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  return [svg, path];
}

/** A row and how it shows a runner at a place. */
function makeRow() {
  const texts = Array.from({ length: 12 }, () => new Text());
  const [installed, installPath] = glyph();
  const [connected, connectionPath] = glyph();
  const link = element('a', '', texts[0]);
  const check = element('input', '');
  check.type = 'checkbox';
  const cell = (...children) => {
    const node = element('div', 'cell', ...children);
    node.setAttribute('role', 'gridcell');
    return node;
  };
  const node = element(
    'div',
    'row',
    cell(check),
    cell(element('span', 'name', link, element('span', 'muted', texts[1]))),
    cell(element('span', 'badge', installed, texts[2])),
    cell(element('span', 'badge', connected, texts[3]), ' ', element('span', 'muted', texts[4])),
    ...texts.slice(5).map((text) => cell(text)),
  );
  node.setAttribute('role', 'row');
  const put = (index, text) => {
    if (texts[index].data !== text) texts[index].data = text;
  };
  const row = { node, runner: undefined, at: -1 };
  row.show = (now) => {
    const { runner } = row;
    put(0, runner.runnerId);
    put(1, runner.displayName ?? '');
    put(2, word(runner.installStatus));
    put(3, word(runner.connectionStatus));
    put(4, age(runner.lastHeartbeatAt, now));
    put(5, runner.zone);
    put(6, cluster(runner));
    put(7, word(runner.releaseChannel));
    put(8, revision(runner));
    put(9, update(runner));
    put(10, opening(runner, now));
    put(11, age(runner.createdAt, now));
    installPath.setAttribute('d', runner.installStatus?.endsWith('FAILED') ? ALERT : TICKED);
    connectionPath.setAttribute('d', runner.connectionStatus?.endsWith('DISCONNECTED') ? ALERT : TICKED);
  };
  row.stand = (at, now) => {
    if (row.runner !== listing[at]) {
      row.runner = listing[at];
      link.href = `/runners/${row.runner.runnerId}`;
      check.setAttribute('aria-label', `Select ${row.runner.runnerId}`);
      row.show(now);
    }
    if (row.at !== at) {
      row.at = at;
      node.setAttribute('aria-rowindex', at + 2);
      node.style.transform = `translateY(${at * ROW}px)`;
    }
  };
  return row;
}

const pool = [];
function show() {
  const top = -body.getBoundingClientRect().top;
  const start = Math.max(0, Math.floor(top / ROW) - AHEAD);
  const end = Math.min(listing.length, Math.ceil((top + innerHeight) / ROW) + AHEAD);
  const now = Date.now();
  while (pool.length < end - start) pool.push(makeRow());
  for (let at = start; at < end; at++) {
    const row = pool[at % pool.length];
    row.stand(at, now);
    if (!row.node.isConnected) body.append(row.node);
  }
  for (const row of pool) if (row.at < start || row.at >= end) row.node.remove();
}

function list() {
  const passes = (runner) =>
    [runner.runnerId, runner.displayName ?? '', cluster(runner)].some((text) => text.toLowerCase().includes(needle));
  const key = COLUMNS[column][1];
  listing = [...runners.values()].filter(passes);
  listing.sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    return x < y ? -sign : x > y ? sign : 0;
  });
  shown.textContent = `${listing.length} of ${runners.size} shown`;
  grid.setAttribute('aria-rowcount', listing.length + 1);
  body.style.height = `${listing.length * ROW}px`;
  show();
}

const head = document.querySelector('.head');
head.append(element('span', ''));
COLUMNS.forEach(([name], index) => {
  const button = element('button', '', name);
  button.addEventListener('click', () => {
    sign = column === index ? -sign : 1;
    column = index;
    list();
  });
  const cell = element('span', 'cell', button);
  cell.setAttribute('role', 'columnheader');
  head.append(cell);
});
document.querySelector('input[type=search]').addEventListener('input', (event) => {
  needle = event.target.value.toLowerCase();
  list();
});
addEventListener('scroll', show);
setInterval(() => pool.forEach((row) => row.node.isConnected && row.show(Date.now())), 1000);

const stream = new EventSource('/console/events');
let waiting = false;
function news() {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    list();
  }, runners.size > 200 ? 50 : 0);
}
stream.addEventListener('runner', ({ data }) => {
  for (const runner of JSON.parse(data)) runners.set(runner.runnerId, runner);
  news();
});
stream.addEventListener('heartbeat', ({ data }) => {
  for (const [id, at] of JSON.parse(data)) {
    const runner = runners.get(id);
    if (runner) runner.lastHeartbeatAt = at;
  }
});
stream.addEventListener('deleted', ({ data }) => {
  for (const id of JSON.parse(data)) runners.delete(id);
  news();
});
