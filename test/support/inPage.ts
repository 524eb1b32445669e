/** Scripts that run in a page, as text: what compiles tests puts names into functions that a page does not know. */

/** Widths of a page, in pixels. */
export interface Widths {
  readonly needed: number;
  readonly given: number;
}

/** @see Widths */
export const widths = `({
  needed: document.documentElement.scrollWidth,
  given: document.documentElement.clientWidth,
})`;

/** A text, and its contrast with what is behind it: 1 to 21, as WCAG 2 has it. */
export type Contrast = readonly [string, number];

/** Every {@link Contrast} of a page, the lowest first. What is faded out on purpose is left out. */
export const contrastsOfTexts = `(() => {
  const numbers = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (colour) => {
    const [r = 0, g = 0, b = 0] = numbers(colour).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    if (element === null) return "rgb(255, 255, 255)";
    const shape = element.closest(".node")?.querySelector("rect");
    const fill = shape ? getComputedStyle(shape).fill : "none";
    if (fill !== "none") return fill;
    const { backgroundColor } = getComputedStyle(element);
    return numbers(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor;
  };
  const own = (element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== "");
  return [...document.querySelectorAll("body *:not(style):not(title)")]
    .filter((element) => own(element) && element.checkVisibility() && !element.closest(".missing"))
    .map((element) => {
      const style = getComputedStyle(element);
      const text = light(element instanceof SVGElement ? style.fill : style.color);
      const ground = light(behind(element));
      const contrast = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
      return [element.textContent, Math.round(contrast * 10) / 10];
    })
    .sort((a, b) => a[1] - b[1]);
})()`;
