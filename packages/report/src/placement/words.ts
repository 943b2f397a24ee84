/**
 * In pixels, about, at 11 pixels and in the widest of the fonts that the picture asks for: it is not known which one is there. Letters of East
 * Asian scripts and emoji are as wide as high.
 */
export function widthOf(text: string): number {
  return [...text].reduce((sum, one) => sum + widthOfLetter(one), 0);
}

function widthOfLetter(letter: string): number {
  if ((letter.codePointAt(0) ?? 0) >= 0x1100) return 13;
  if (/[ijl.,:;'|!() [\]]/.test(letter)) return 4.5;
  if (/[mwMW@%&]/.test(letter)) return 11.5;
  return /[A-Z]/.test(letter) ? 8.2 : 7.2;
}

/** The picture's bold names are larger. */
export const bold = 1.22;

/** With an ellipsis where it is wider than there is room. */
export function fitted(text: string, pixels: number): string {
  if (widthOf(text) <= pixels) return text;
  let width = widthOf("…");
  let end = "";
  for (const one of text) {
    width += widthOf(one);
    if (width > pixels) break;
    end += one;
  }
  return `${end}…`;
}

/** The text in lines, broken at blanks if possible. */
export function wrapped(text: string, pixels: number, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer) <= pixels || line === "") line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  if (lines.length <= most) return lines.map((one) => fitted(one, pixels));
  return [...lines.slice(0, most - 1), `${lines.slice(most - 1).join(" ")}`].map((one) =>
    fitted(one, pixels),
  );
}

/** Text as XML takes it: names of a file may hold what no XML document may (XML 1.0, 2.2 Characters). */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}");
}
