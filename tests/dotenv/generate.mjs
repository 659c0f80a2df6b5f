// Writes down what the npm package `dotenv` reads of many texts, for the test of contract/src/dotenv.rs:
// node dotenv/generate.mjs > ../contract/src/dotenv/table.json
import { parse } from 'dotenv';

const byRule = [
  '', 'A=1', 'A = 1', 'A:1', 'A: 1', 'A : 1', 'export A=1', 'export=1', 'export =1', 'exportA=1', ' export  A=1',
  "A='two words'", 'A="two words"', 'A=`two words`', 'PORT=8080 # the port', 'PORT=8080#the port', 'A=#', 'A= # c',
  "A='x # y' # z", "A='x' y", "A='x'y'", "A='x", 'A="x', "A=x'y'", "A='it\\'s'", 'A="say \\"hi\\""', "A='it\\'s' b'",
  'A="a\\nb"', "A='a\\nb'", 'A=a\\nb', 'A="a\\rb\\tc"', 'A="a\nb"', "A='a\nb'", 'A="a\nB=2"', 'A=\nB=2', "A=\n'b'",
  'A:\nB=2', 'A\n=1', 'A=1\n\n# c\n\nB=2', 'A=1\r\nB=2\rC=3', '# A=1', '  A=1  ', 'A=1\nA=2', 'A.b-c=1', '1A=1',
  'A/B=1', 'A B=1', '=1', 'A', 'A=b=c', 'A==', 'A=""', "A=''", "A='", "A='''", 'A="\'"', "A=`it's`", 'A="x"#c',
  'A="x" # "y"', "A=\"x' # y\"", 'A=\u00a0x\u00a0', '\ufeffA=1', 'A=x\u2028y', 'A="x\u2028\'y\'"', 'A=\\#', 'A=ä # ö',
  'A="x\n\'y\'\nz"', "A='x\\'", "A='\\' b'\\'", 'A={"a": "b"}', 'A=https://x.example/#top', "A='https://x.example/#top'",
];

// The same numbers at every run.
let state = 20261128;
const random = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};
const parts = [
  'A', 'B', 'c.d', 'x-1', '=', '=', '=', ': ', ':', ' ', ' ', '\n', '\n', '\n', '\r\n', "'", "'", '"', '"', '`', '\\', '\\n',
  '\\"', "\\'", '#', ' # ', 'export ', 'x', 'y z', '8080', '\t', '\u00a0', '\u2028', 'ä',
];
const byChance = Array.from({ length: 2400 }, () =>
  Array.from({ length: 1 + random(14) }, () => parts[random(parts.length)]).join(''),
);

const rows = [...byRule, ...byChance].map((text) => JSON.stringify([text, parse(text)]));
process.stdout.write(`[\n${rows.join(',\n')}\n]\n`);
