import { listItems, sentence } from '../../src/graph/texts';

describe('a text of the service', () => {
  it.each([
    ['run-together bullets', '·First thing.·Second thing.', ['First thing.', 'Second thing.']],
    ['bullets on their own lines', '·First.\r\n·Second.', ['First.', 'Second.']],
    ['plain lines', 'First.\nSecond.\r\n\r\nThird.', ['First.', 'Second.', 'Third.']],
    ['round bullets', '• First • Second', ['First', 'Second']],
    ['list markup', '<ul><li>First</li><li>Second</li></ul>', ['First', 'Second']],
    ['double spaces', 'Buy  a   plan. ', ['Buy a plan.']],
    ['a dot inside a word', 'El col·lega', ['El col·lega']],
    ['nothing', '', []],
    ['blanks', ' \r\n · ', []],
  ])('with %s becomes its points', (_name, text, items) => {
    expect(listItems(text)).toEqual(items);
  });

  it.each([null, undefined, 7, {}, ['x']])('that is %p is empty', (value) => {
    expect(listItems(value)).toEqual([]);
    expect(sentence(value)).toBe('');
  });

  it('on one line joins its points', () => {
    expect(sentence('First.\r\nSecond.')).toBe('First. Second.');
  });

  it.each([
    [
      'a link, as the tenant’s own texts have it',
      'See <a href="https://aka.ms/reviews" target="_blank" >access reviews</a>.',
      'See access reviews (https://aka.ms/reviews).',
    ],
    ['a link that is its own text', '<a href="https://aka.ms/">https://aka.ms/</a>', 'https://aka.ms/'],
    ['a link in single quotes', "<A HREF='https://aka.ms/x'>there</A>", 'there (https://aka.ms/x)'],
    ['a link that is not safe', '<a href="http://aka.ms/x">there</a>', 'there'],
    ['a link that runs code', '<a href="javascript:alert(1)">there</a>', 'there'],
    ['a link that hides what it runs', '<a href="java&#115;cript:alert(1)">there</a>', 'there'],
    ['a link without an address', '<a name="x">there</a>', 'there'],
    ['emphasis', '<b>Very</b> <i class="x">important</i>', 'Very important'],
    ['a script', 'Before<script>alert(1)</script> after', 'Before after'],
    ['a comment', 'Before<!-- secret --> after', 'Before after'],
    ['tags within tags', '<<b>b>Very<</b>/b> important', 'Very important'],
    ['no markup but a sign', 'if a < b and c > d', 'if a < b and c > d'],
    ['an open end', 'cut off <b', 'cut off <b'],
    [
      'entities',
      'Research &amp; Development&nbsp;&#8211; &#x2713; &middot',
      'Research & Development – ✓ &middot',
    ],
    ['markup that was meant as text', 'the &lt;b&gt; tag', 'the <b> tag'],
    ['an entity nobody knows', '&unknown; &#0; &#xD800;', '&unknown;'],
  ])('with %s is plain', (_name, text, plain) => {
    expect(sentence(text)).toBe(plain);
  });

  it('that names markup in entities does not become markup by being decoded twice', () => {
    expect(sentence('&amp;lt;b&amp;gt;')).toBe('&lt;b&gt;');
  });

  it('that is hostile in length is read at all: an expression that backtracks would outlast the test', () => {
    const read = ['<a ', '<a>', '<!--'].map((part) => sentence(part.repeat(100_000)));

    expect(read).toHaveLength(3);
  });
});
