import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** Deep teal: the colour of everything that can be acted on. */
const lake: MantineColorsTuple = [
  "#e8f3f4",
  "#d0e6e8",
  "#a3ced3",
  "#72b3bb",
  "#47979f",
  "#27808a",
  "#136872",
  "#0b535d",
  "#073f47",
  "#042b31",
];

/** Warm lamp light: a number that is called, and nothing else but what needs an eye right now. */
const lamp: MantineColorsTuple = [
  "#fff7e8",
  "#ffecc9",
  "#fdd894",
  "#fac35d",
  "#f6ae33",
  "#e5940f",
  "#b87205",
  "#8d5602",
  "#684001",
  "#452a00",
];

const brick: MantineColorsTuple = [
  "#fcefec",
  "#f7dbd5",
  "#ecb4a9",
  "#df8b7b",
  "#d16753",
  "#bd4a34",
  "#a43a26",
  "#872e1d",
  "#682215",
  "#48160d",
];

const leaf: MantineColorsTuple = [
  "#eaf5ee",
  "#d2e9da",
  "#a6d2b6",
  "#77ba90",
  "#4ca16d",
  "#2f8754",
  "#1e7043",
  "#155935",
  "#0e4428",
  "#082e1a",
];

export const theme = createTheme({
  colors: { lake, lamp, brick, leaf },
  primaryColor: "lake",
  primaryShade: 7,
  black: "#10262a",
  fontFamily: '"Be Vietnam Pro", sans-serif',
  fontFamilyMonospace: '"Be Vietnam Pro", sans-serif',
  headings: { fontFamily: '"Be Vietnam Pro", sans-serif', fontWeight: "700" },
  defaultRadius: "md",
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "14px", xl: "22px" },
  fontSizes: { xs: "13px", sm: "15px", md: "16px", lg: "18px", xl: "22px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    InputWrapper: {
      styles: {
        label: { fontWeight: 600, fontSize: "14px", marginBottom: "3px", color: "var(--mc-ink-2)" },
        error: { fontSize: "14px", fontWeight: 500, color: "var(--mc-danger)" },
        description: { fontSize: "13px", color: "var(--mc-ink-2)" },
      },
    },
    Modal: { styles: { title: { fontSize: "20px", fontWeight: 700 } } },
    Input: { styles: { input: { color: "var(--mc-ink)" } } },
  },
});

/** The tokens that the style sheets use; one place for every colour of the program. */
export const tokens: CSSVariablesResolver = () => ({
  variables: {
    "--mc-ink": "#10262a",
    "--mc-ink-2": "#43585c",
    "--mc-ink-3": "#607377",
    "--mc-paper": "#f5f3ee",
    "--mc-card": "#ffffff",
    "--mc-line": "#e0dbd0",
    "--mc-line-strong": "#90a0a2",
    "--mc-accent": lake[7],
    "--mc-accent-deep": lake[8],
    "--mc-accent-night": lake[9],
    "--mc-accent-soft": lake[0],
    "--mc-accent-line": lake[2],
    "--mc-on-accent": "#ffffff",
    "--mc-on-accent-2": "#b9d8dc",
    "--mc-call": lamp[4],
    "--mc-call-soft": lamp[0],
    "--mc-call-line": lamp[3],
    "--mc-call-ink": lamp[8],
    "--mc-danger": brick[7],
    "--mc-danger-soft": brick[0],
    "--mc-danger-line": brick[2],
    "--mc-done": leaf[7],
    "--mc-done-soft": leaf[0],
    "--mc-done-line": leaf[2],
    "--mc-focus": lamp[4],
    "--mc-shadow": "0 1px 2px rgb(16 38 42 / 6%), 0 6px 20px rgb(16 38 42 / 6%)",
  },
  light: {},
  dark: {},
});
