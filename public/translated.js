// Keeps the pages true where a translator or an extension puts nodes of its own in the place of texts.
//
// The pages ask not to be translated, but not everything that changes a page asks. The framework goes on
// writing into the text that it made, which nobody sees any more: a status would stay on screen for ever.
// So a text that was taken out is remembered with what stands in for it, and as soon as the framework
// changes it, removes it or puts something beside it, the stand-in gives way. Nothing is put back before:
// a translator would only translate it again.

const parentNode = Object.getOwnPropertyDescriptor(Node.prototype, "parentNode").get;
const parentOf = (node) => parentNode.call(node);

/** For each text that was taken out, the nodes in its place; and for each of these, the text. */
const standIns = new WeakMap();
const texts = new WeakMap();
/** Texts that the page itself took out. */
const removed = new WeakSet();

/** The node that is where a text was, if one is. */
function place(text) {
  const nodes = standIns.get(text);
  return nodes && parentOf(text) === null ? nodes.find((node) => parentOf(node) !== null) : undefined;
}

/** Takes away what stands in for a text. */
function clear(text) {
  for (const node of standIns.get(text) ?? []) {
    texts.delete(node);
    node.remove();
  }
  standIns.delete(text);
}

/** What was put in the place of a removed node: with its removal, or just before and beside it. */
function inPlace({ addedNodes, previousSibling, nextSibling }, added) {
  const beside = [previousSibling, nextSibling].filter((node) => added.has(node));
  const nodes = addedNodes.length > 0 ? [...addedNodes] : beside;
  return nodes.filter((node) => node.nodeType !== Node.COMMENT_NODE && parentOf(node) !== null);
}

/** Whether it was somebody else who took out a text. */
const isForeign = (text, nodes) => !removed.has(text) || nodes.some((node) => node.nodeName === "FONT");

const observer = new MutationObserver((records) => {
  const added = new Set();
  for (const record of records) {
    if (record.type === "characterData") {
      place(record.target)?.before(record.target);
      if (standIns.has(record.target) && parentOf(record.target) !== null) clear(record.target);
      continue;
    }
    for (const node of record.addedNodes) {
      added.add(node);
      removed.delete(node);
    }
    for (const node of record.removedNodes) {
      const text = node.nodeType === Node.TEXT_NODE ? node : texts.get(node);
      if (text === undefined || parentOf(text) !== null) continue;
      const nodes = inPlace(record, added);
      if (nodes.length === 0 || !isForeign(text, nodes)) continue;
      standIns.set(text, nodes);
      for (const standIn of nodes) texts.set(standIn, text);
      followFramework();
      // It is no part of the page any more, so it is observed by itself.
      observer.observe(text, { characterData: true });
    }
  }
});
observer.observe(document, { childList: true, characterData: true, subtree: true });

const remove = CharacterData.prototype.remove;
CharacterData.prototype.remove = function () {
  removed.add(this);
  if (place(this)) clear(this);
  remove.call(this);
};

/** From the first stand-in on: who asks for a text that was taken out gets what stands in for it. */
let followFramework = () => {
  followFramework = () => {};
  Object.defineProperty(Node.prototype, "parentNode", {
    configurable: true,
    enumerable: true,
    get() {
      const parent = parentOf(this);
      const standIn = parent === null ? place(this) : undefined;
      return standIn ? parentOf(standIn) : parent;
    },
  });
  const { insertBefore, removeChild } = Node.prototype;
  Node.prototype.insertBefore = function (node, child) {
    const before = child === null ? null : (place(child) ?? child);
    if (standIns.has(node) && before !== place(node)) clear(node);
    return insertBefore.call(this, node, before);
  };
  Node.prototype.removeChild = function (node) {
    if (!place(node)) return removeChild.call(this, node);
    clear(node);
    return node;
  };
};
