// CodeMirror for the console: puts editors into the page and asks the console for everything that takes
// knowledge. There is no rule in here.

import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, foldGutter, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { forceLinting, lintGutter, lintKeymap, linter } from '@codemirror/lint';
import { unifiedMergeView } from '@codemirror/merge';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Annotation, Compartment, EditorState, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration, EditorView, WidgetType, drawSelection, highlightSpecialChars, hoverTooltip, keymap, lineNumbers, tooltips,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** Changes that the console made, which it need not be told. */
const told = Annotation.define();

/** Shows the secrets between two places. */
const reveal = StateEffect.define({ map: ({ from, to }, changes) => ({ from: changes.mapPos(from, -1), to: changes.mapPos(to, 1) }) });
/** What the console knows beside the text has changed. */
const learnt = StateEffect.define();

/** In the place of a secret: shows it when it is pressed. */
class Masked extends WidgetType {
  constructor(from, to) {
    super();
    Object.assign(this, { from, to });
  }
  eq(other) {
    return other.from === this.from && other.to === this.to;
  }
  toDOM(view) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'cm-masked';
    button.textContent = '••••••';
    button.setAttribute('aria-label', 'Show the value');
    button.addEventListener('click', () => view.dispatch({ effects: reveal.of(this) }));
    return button;
  }
  ignoreEvent() {
    return true;
  }
}

/** The ranges in order, those that touch as one. */
function joined(ranges) {
  const all = [];
  for (const range of ranges.sort((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else all.push({ ...range });
  }
  return all;
}

/**
 * Hides secrets until they are asked for or typed at, and puts names behind the lines of what they name, which
 * are no part of the text. Which these are, `marks(text)` says: `secrets` as pairs of places, `notes` as place and word.
 */
function annotations(marks) {
  const build = (state, shown) => {
    const { secrets, notes } = JSON.parse(marks(state.doc.toString()));
    const isShown = ([from, to]) => shown.some((range) => range.from <= to && range.to >= from);
    const hidden = secrets.filter((range) => !isShown(range));
    const masks = hidden.map(([from, to]) => Decoration.replace({ widget: new Masked(from, to) }).range(from, to));
    const line = (at) => state.doc.lineAt(at).from;
    const words = notes.map(([at, text]) => Decoration.line({ attributes: { 'data-note': text } }).range(line(at)));
    return { shown, masks: Decoration.set(masks), words: Decoration.set(words, true) };
  };
  return StateField.define({
    create: (state) => build(state, []),
    update(value, transaction) {
      const effects = transaction.effects.filter((effect) => effect.is(reveal) || effect.is(learnt));
      if (!transaction.docChanged && effects.length === 0) return value;
      const shown = value.shown.map(({ from, to }) => ({ from: transaction.changes.mapPos(from, -1), to: transaction.changes.mapPos(to, 1) }));
      for (const effect of effects) if (effect.is(reveal)) shown.push(effect.value);
      // Who types a value sees it.
      if (!transaction.annotation(told)) transaction.changes.iterChangedRanges((_a, _b, from, to) => shown.push({ from, to }));
      return build(transaction.state, joined(shown));
    },
    provide: (field) => [
      EditorView.decorations.from(field, ({ masks }) => masks),
      EditorView.decorations.from(field, ({ words }) => words),
      EditorView.atomicRanges.of((view) => view.state.field(field).masks),
    ],
  });
}

/** Shows the secrets of the lines with the caret. */
function revealHere(view) {
  const { from, to } = view.state.selection.main;
  const { doc } = view.state;
  view.dispatch({ effects: reveal.of({ from: doc.lineAt(from).from, to: doc.lineAt(to).to }) });
  return true;
}

/** Colours are the page's tokens, which reach into the shadow root. */
const theme = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--field)', fontSize: '13px', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--code)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--text)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--field)', color: 'var(--muted)', border: 'none' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'var(--accent-soft) !important' },
  '.cm-tooltip, .cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--text)', borderColor: 'var(--line-strong)' },
  '.cm-tooltip': { border: '1px solid var(--line-strong)', borderRadius: '8px', overflow: 'hidden', maxWidth: '420px' },
  '.cm-tooltip-hover > div, .cm-completionInfo': { padding: '8px 10px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-completionDetail': { color: 'inherit', opacity: '0.8', fontStyle: 'normal' },
  // Marks without what a Content-Security-Policy takes offence at: the images of the original, and
  // decorations of text, which the browser gives as a style to what is typed in their place.
  '.cm-lintRange-error': { backgroundImage: 'none', borderBottom: '2px dotted var(--bad)' },
  '.cm-lint-marker-error': { content: 'normal', width: '8px', height: '8px', margin: '6px 3px', borderRadius: '50%', backgroundColor: 'var(--bad)' },
  '.cm-diagnostic': { padding: '6px 10px' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-specialChar': { color: 'var(--bad)' },
  '.cm-collapsedLines': { background: 'var(--sunken) !important', color: 'var(--muted) !important' },
  '.cm-collapsedLines::before, .cm-collapsedLines::after': { content: '"⋯"' },
  '.cm-insertedLine, .cm-changedLine': { backgroundColor: 'var(--ok-soft) !important' },
  '.cm-deletedChunk': { backgroundColor: 'var(--bad-soft) !important', paddingLeft: '6px' },
  '.cm-changedText, .cm-deletedText': { background: 'none !important', textDecoration: 'underline' },
  '.cm-masked': { font: 'inherit', color: 'var(--muted)', background: 'none', border: 'none', padding: '0', cursor: 'pointer' },
  '.cm-line[data-note]::after': { content: 'attr(data-note)', color: 'var(--muted)', fontStyle: 'italic', paddingLeft: '2ch' },
  '.cm-textfield, .cm-button': { font: 'inherit', color: 'inherit', background: 'var(--field)', border: '1px solid var(--line-strong)', borderRadius: '6px' },
});

const colours = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: 'var(--accent-text, var(--accent))' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
]);

/** What nobody sees is seen: as a dot that says which character it is. */
const unseen = highlightSpecialChars({
  addSpecialChars:
    /[\u00a0\u034f\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200a\u202a-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\uffa0\u{e0000}-\u{e0fff}]/u,
  render: (code, _, placeholder) => {
    const dom = document.createElement('span');
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    dom.className = 'cm-specialChar';
    dom.textContent = placeholder;
    dom.title = name;
    dom.setAttribute('role', 'img');
    dom.setAttribute('aria-label', name);
    return dom;
  },
});

const common = [yaml(), syntaxHighlighting(colours), theme, EditorView.lineWrapping, unseen];

/** A root of its own, in which styles may be adopted without any that a Content-Security-Policy forbids. */
function rootIn(host) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  root.replaceChildren();
  return root;
}

/** The place of a line and a column, both counted from 1, and the end of the word there. */
function span(doc, { line, column }) {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  // Columns count characters, the editor counts UTF-16 units.
  const from = Math.min(at.from + [...at.text].slice(0, column - 1).join('').length, at.to);
  const word = /^(?:"[^"]*"|'[^']*'|[^\s:,\]}]+)/.exec(at.text.slice(from - at.from));
  return { from, to: Math.min(from + (word?.[0].length ?? 0), at.to) };
}

/**
 * Puts an editor into `host`. `ask` has what the console knows: `changed(text)`, `check(text)`,
 * `complete(text, at)`, `explain(text, at)`, `marks(text)`, `left()`, `send()`; lists and objects come as JSON. One that
 * is `small` stands among other fields, where Tab goes on to the next.
 */
function mount(host, label, text, ask) {
  // Timers of the editor may go off once more when it is gone, and then nobody answers.
  let isGone = false;
  const check = linter(
    (view) =>
      (isGone ? [] : JSON.parse(ask.check(view.state.doc.toString()))).map((problem) => ({
        ...span(view.state.doc, problem),
        severity: 'error',
        message: problem.message,
      })),
    { delay: 250 },
  );
  const complete = (context) => {
    if (isGone) return null;
    const { from, options } = JSON.parse(ask.complete(context.state.doc.toString(), context.pos));
    const typed = context.pos > from;
    if (options.length === 0 || (!typed && !context.explicit)) return null;
    return { from, options, validFor: /^[\w-]*$/ };
  };
  const explain = hoverTooltip((view, pos) => {
    if (isGone) return null;
    const found = JSON.parse(ask.explain(view.state.doc.toString(), pos));
    if (found === null) return null;
    const { from, to } = view.state.doc.lineAt(pos);
    const create = () => {
      const dom = document.createElement('div');
      const title = document.createElement('strong');
      title.textContent = found.title;
      const doc = document.createElement('div');
      doc.textContent = found.doc;
      dom.append(title, doc);
      return { dom };
    };
    return { pos: from, end: to, above: true, create };
  });
  const send = () => {
    ask.send();
    return true;
  };
  const lock = new Compartment();
  const locked = (is) => [EditorState.readOnly.of(is), EditorView.contentAttributes.of(is ? { 'aria-readonly': 'true' } : {})];
  // Files are for what stands around the editor, if anything; what was typed comes before them.
  const drop = (event) => {
    const hasFiles = event.dataTransfer?.files.length > 0;
    if (hasFiles) ask.left();
    return hasFiles;
  };
  const root = rootIn(host);
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([{ key: 'Mod-Enter', run: send }, { key: 'Alt-Enter', run: revealHere }]),
        lineNumbers(),
        history(),
        drawSelection(),
        foldGutter(),
        lintGutter(),
        closeBrackets(),
        search({ top: true }),
        highlightSelectionMatches(),
        autocompletion({ override: [complete], icons: false }),
        keymap.of([...completionKeymap, ...searchKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap, ...(ask.small ? [] : [indentWithTab])]),
        indentUnit.of('  '),
        tooltips({ position: 'fixed' }),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        EditorView.domEventHandlers({ blur: () => ask.left(), drop }),
        lock.of(locked(false)),
        EditorView.updateListener.of((update) => {
          const own = update.transactions.some((transaction) => transaction.annotation(told));
          if (update.docChanged && !own) ask.changed(update.state.doc.toString());
        }),
        check,
        explain,
        annotations(ask.marks),
        ...common,
      ],
    }),
  });
  return {
    /** Takes another text, as one change that can be undone. */
    write(now) {
      const before = view.state.doc.toString();
      if (now === before) return;
      let start = 0;
      while (start < now.length && start < before.length && now[start] === before[start]) start += 1;
      let end = 0;
      const most = Math.min(now.length, before.length) - start;
      while (end < most && now[now.length - 1 - end] === before[before.length - 1 - end]) end += 1;
      view.dispatch({
        changes: { from: start, to: before.length - end, insert: now.slice(start, now.length - end) },
        annotations: told.of(true),
      });
    },
    check() {
      view.dispatch({ effects: learnt.of(null) });
      forceLinting(view);
    },
    /** Says whether nothing can be typed. */
    lock: (is) => view.dispatch({ effects: lock.reconfigure(locked(is)) }),
    focus: () => view.focus(),
    destroy() {
      view.destroy();
      isGone = true;
    },
  };
}

/** Shows what differs between two texts, without numbers: they would be of neither alone. */
function compare(host, label, before, after) {
  const root = rootIn(host);
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: after,
      extensions: [
        unifiedMergeView({ original: before, mergeControls: false, gutter: false, collapseUnchanged: { margin: 2, minSize: 6 } }),
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        ...common,
      ],
    }),
  });
  return { destroy: () => view.destroy() };
}

globalThis.runnerConsoleEditor = { mount, compare };
