// How Teams shows cards, near enough to judge a look by: its text sizes, spacing and colours in both themes.

const sizes = { small: 12, default: 14, medium: 15, large: 18, extraLarge: 24 };
const weights = { lighter: 300, default: 400, bolder: 600 };

const light = {
  page: '#f5f5f5',
  paper: '#ffffff',
  quiet: '#f5f3f2',
  line: '#e3e1df',
  text: '#242424',
  subtle: '#616161',
  accent: '#5b5fc7',
  good: '#92c353',
  warning: '#e8b90c',
  attention: '#c4314b',
};

const dark = {
  page: '#1f1f1f',
  paper: '#2d2c2c',
  quiet: '#242323',
  line: '#454442',
  text: '#ffffff',
  subtle: '#c8c6c4',
  accent: '#a6a7dc',
  good: '#92c353',
  warning: '#f8d22a',
  attention: '#e5606e',
};

// Tinted containers keep light grounds and dark text in both themes.
const tints = { accent: '#c9dff8', good: '#d2f5d2', warning: '#ffe4b8', attention: '#ffcaba' };

const contrast = {
  page: '#000000',
  paper: '#000000',
  quiet: '#000000',
  line: '#ffffff',
  text: '#ffffff',
  subtle: '#ffffff',
  accent: '#ffff01',
  good: '#3ff23f',
  warning: '#ffff01',
  attention: '#ff5e57',
};

export const themes = {
  light: theme(light),
  dark: theme(dark),
  // Drawn like a client that does not know `targetWidth`, and so shows everything.
  contrast: theme(contrast, { isTinted: false, fitsWidth: false }),
};

/** High contrast has no tinted grounds: what they say has to be said in words and signs as well. */
function theme(colours, { isTinted = true, fitsWidth = true } = {}) {
  return { colours, hostConfig: hostConfig(colours, isTinted), fitsWidth };
}

function hostConfig(colours, isTinted) {
  return {
    supportsInteractivity: true,
    fontFamily: "'Segoe UI', 'Open Sans', 'Noto Sans', sans-serif",
    fontSizes: sizes,
    fontWeights: weights,
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: colours.line },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
      showCard: { actionMode: 'inline', inlineTopMargin: 16, style: 'emphasis' },
    },
    containerStyles: {
      default: style(colours, colours.paper, colours.text, colours.subtle),
      emphasis: style(colours, colours.quiet, colours.text, colours.subtle),
      ...Object.fromEntries(
        Object.entries(tints).map(([name, ground]) => [
          name,
          isTinted
            ? style(light, ground, '#201f1f', '#3b3a39')
            : style(colours, colours.paper, colours.text, colours.subtle),
        ]),
      ),
    },
    inputs: {
      label: { inputSpacing: 'small', requiredInputs: { suffix: ' *' }, optionalInputs: {} },
      errorMessage: { color: 'attention', spacing: 'small', weight: 'default' },
    },
    factSet: {
      title: { weight: 'bolder', wrap: true, maxWidth: 140 },
      value: { wrap: true },
      spacing: 16,
    },
    textStyles: { heading: { size: 'large', weight: 'bolder' } },
  };
}

function style(colours, backgroundColor, text, subtle) {
  const tone = (name) => ({ default: colours[name], subtle: colours[name] });
  return {
    backgroundColor,
    foregroundColors: {
      default: { default: text, subtle },
      ...Object.fromEntries(['accent', 'good', 'warning', 'attention'].map((name) => [name, tone(name)])),
    },
  };
}
