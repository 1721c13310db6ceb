import type { ThemeConfig } from 'antd';

/** Every colour keeps 4.5:1 on white; the words of a state stand beside its colour always. */
export const COLOURS = {
  primary: '#0b5fae',
  green: '#1a7431',
  blue: '#0b5fae',
  amber: '#9a5b00',
  red: '#b3261e',
  dark: '#3b3f45',
  neutral: '#5b6470',
  line: '#d9dee5',
  ground: '#f3f5f8',
} as const;

const FONTS = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, sans-serif';

/** The one theme: an 8-pixel grid, 14-pixel text, rows of 36 pixels; calm rather than decorated. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: COLOURS.primary,
    colorSuccess: COLOURS.green,
    colorWarning: COLOURS.amber,
    colorError: COLOURS.red,
    // What antd derives from colours as dark as these is murky: grounds and borders are given.
    colorSuccessBg: '#eef7f0',
    colorSuccessBorder: '#9ccaa7',
    colorWarningBg: '#fff6e6',
    colorWarningBorder: '#e3bd7d',
    colorErrorBg: '#fdf0ef',
    colorErrorBorder: '#e6a5a0',
    colorInfoBg: '#eef4fb',
    colorInfoBorder: '#a3c3e4',
    colorLink: COLOURS.primary,
    colorText: '#1c2127',
    colorTextSecondary: '#4c5560',
    colorTextDescription: '#4c5560',
    colorTextTertiary: '#5b6470',
    colorTextPlaceholder: '#6b7480',
    colorBgLayout: COLOURS.ground,
    colorBorderSecondary: '#e6e9ee',
    fontFamily: FONTS,
    fontSize: 14,
    borderRadius: 4,
    wireframe: false,
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
  },
  components: {
    Table: { cellPaddingBlock: 7, cellPaddingInline: 12, headerBg: '#eef1f5', headerColor: '#39414b', headerSplitColor: 'transparent' },
    Card: { bodyPadding: 16, headerHeight: 44, headerPadding: 16 },
    Layout: { siderBg: '#ffffff', headerBg: '#ffffff', headerHeight: 52, headerPadding: '0 16px' },
    Menu: { itemHeight: 32, itemMarginBlock: 2, itemBorderRadius: 4 },
    Descriptions: { itemPaddingBottom: 8 },
  },
};
