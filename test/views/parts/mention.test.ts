import { mentioning, mentionText } from '../../../src/views/parts/mention';
import { HOSTILE } from '../samples';

const CARD = { type: 'AdaptiveCard', msteams: { width: 'Full' } };

describe('a mention', () => {
  it('stands in the text letter for letter as in the card, beside what the card had', () => {
    const person = { id: '60caa50f-7863-4f48-bf97-000000000001', name: 'Zoë O’Neil-Smith' };

    const { msteams } = mentioning(CARD, [person]);

    expect(mentionText(person)).toBe('<at>Zoë O’Neil-Smith</at>');
    expect(msteams).toEqual({
      width: 'Full',
      entities: [
        {
          type: 'mention',
          text: '<at>Zoë O’Neil-Smith</at>',
          mentioned: { id: person.id, name: 'Zoë O’Neil-Smith' },
        },
      ],
    });
  });

  it.each(Object.entries(HOSTILE))('of somebody called %s holds no tag and no markdown', (_what, name) => {
    const text = mentionText({ id: 'x', name });

    expect(text).toMatch(/^<at>[^<>[\](){}*_~`#!$\\|]{1,60}<\/at>$/u);
  });

  it('of somebody whose name is nothing but signs is still a mention', () => {
    expect(mentionText({ id: 'x', name: '***' })).toBe('<at>Somebody</at>');
  });
});
