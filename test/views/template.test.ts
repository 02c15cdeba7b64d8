import { Template } from 'adaptivecards-templating';
import {
  array,
  assert,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  property,
  record,
  string,
  type Arbitrary,
} from 'fast-check';
import { templateNames, templateSource } from '../../src/views/render';
import { compileTemplate, type Json } from '../../src/views/template';

/** What Microsoft's own library makes of it. */
function expanded(source: Json, data: object): unknown {
  return new Template(source).expand({ $root: data });
}

/** A name of the data: of a text, of a switch, or of what a part is repeated for, with the names that this part knows. */
type Wanted = 'text' | 'switch' | Names;
type Names = Map<string, Wanted>;

function namesIn(node: unknown, names: Names = new Map()): Names {
  if (Array.isArray(node)) for (const entry of node) namesIn(entry, names);
  if (typeof node === 'string') for (const path of pathsIn(node)) names.set(path, names.get(path) ?? 'text');
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return names;
  const { $when, $data, ...members } = node as Readonly<Record<string, unknown>>;
  for (const path of pathsIn($data)) {
    const known = names.get(path);
    names.set(path, namesIn({ $when, ...members }, known instanceof Map ? known : new Map()));
  }
  if ($data !== undefined) return names;
  for (const path of pathsIn($when)) names.set(path, 'switch');
  for (const member of Object.values(members)) namesIn(member, names);
  return names;
}

function pathsIn(text: unknown): readonly string[] {
  return [...String(text).matchAll(/\$\{([\w.]+)\}/g)].map(([, path = '']) => path);
}

const nothing = constant(undefined);
const texts = oneof(string(), constantFrom('${title}', '{{DATE(2026-11-23T09:00:00Z)}}'), integer());
const blocks = record({ type: constant('TextBlock'), text: string() }, { noNullPrototype: true });
const lists = array(blocks, { maxLength: 2 });

/** Made-up data for these names, with gaps. */
function dataFor(names: Names): Arbitrary<object> {
  const flat: Record<string, Arbitrary<unknown>> = {};
  for (const [path, wanted] of names) {
    if (wanted === 'text') flat[path] = oneof({ weight: 8, arbitrary: texts }, lists, nothing);
    else if (wanted === 'switch') flat[path] = oneof({ weight: 8, arbitrary: boolean() }, texts, nothing);
    else flat[path] = oneof(array(dataFor(wanted), { maxLength: 3 }), dataFor(wanted), nothing);
  }
  return record(flat).map(nested);
}

/** `{ 'a.b': 1 }` as `{ a: { b: 1 } }`. */
function nested(flat: Readonly<Record<string, unknown>>): object {
  const whole: Record<string, Record<string, unknown>> = {};
  for (const [path, value] of Object.entries(flat)) {
    const [name = '', member] = path.split('.');
    if (member === undefined) whole[name] = value as Record<string, unknown>;
    else whole[name] = { ...whole[name], [member]: value };
  }
  return whole;
}

describe('a card', () => {
  test.each(templateNames())('of %s is what Microsoft’s own library makes of template and data', (name) => {
    const source = templateSource(name);
    const template = compileTemplate(source);

    assert(
      property(dataFor(namesIn(source)), (data) => {
        expect(template(data)).toEqual(expanded(source, data));
      }),
      { numRuns: 30 },
    );
  });
});

describe('a template', () => {
  test.each<readonly [string, Json, object]>([
    ['a value alone, with its type', ['${a}', '${b}', '${c.d}'], { a: 1, b: true, c: { d: { e: 'f' } } }],
    ['values amid text', '${a} of ${b}, ${c.d}', { a: 1, b: 2, c: { d: true } }],
    ['what is missing, as it is written', { a: '${a}', b: '(${b.c})', d: '${d}' }, { b: {}, d: null }],
    ['text with signs of the language in it', ['$ {a}', '}', '{{DATE(${a})}}'], { a: '${b}' }],
    ['lists in the place of one entry', [{ $data: '${a}', b: '${b}' }, 'c'], { a: [{ b: 1 }, { b: 2 }] }],
    ['none of an empty list', { a: [{ $data: '${a}', b: 1 }], c: { $data: '${a}', b: 1 } }, { a: [] }],
    ['one as itself', { c: { $data: '${a}', b: '${b}' } }, { a: [{ b: 1 }] }],
    ['several where one was written', { c: { $data: '${a}', b: '${b}' } }, { a: [{ b: 1 }, { b: 2 }] }],
    ['an object to look names up in', { $data: '${a}', b: '${b}', c: '${c}' }, { a: { b: 1 }, c: 2 }],
    [
      'no more of a list than is to be shown',
      [{ $data: '${a}', $when: '${b}', c: 1 }],
      { a: [{ b: true }, {}] },
    ],
    [
      'only what is true',
      [
        { $when: '${a}', c: 1 },
        { $when: '${b}', d: 1 },
      ],
      { a: 'true', b: true },
    ],
    [
      'nothing of what is not to be shown',
      { a: { $when: '${a}', c: 1 }, b: [{ $when: '${a}' }] },
      { a: false },
    ],
    ['what is no expression', { a: 1, b: null, c: [null, true, 2], $schema: 'x' }, {}],
  ])('fills in %s', (_what, source, data) => {
    expect(compileTemplate(source)(data)).toEqual(expanded(source, data));
  });

  test.each(['${a && b}', '${a[0]}', '${toUpper(a)}', '${}', '${ a }', 'as ${a.b.} is', '${$root.a}', '${a'])(
    'that asks for more than a name is refused: %s',
    (text) => {
      expect(() => compileTemplate({ a: [{ text }] })).toThrow(/may name data/);
    },
  );
});
