import type { Graph } from "../../../domain/picture/graph";
import { type Layout, layoutOf } from "./layout";
import { edgeShape, escape, nodeShape, sizeOf } from "./shapes";

const margin = 16;
const headHeight = 34;

/**
 * Draws pictures below one another, as one SVG that stands for itself: in light and dark, without anything from elsewhere.
 *
 * @param label what it shows, for those who do not see it
 */
export function svgOf(graphs: readonly Graph[], label: string): string {
  const layouts = graphs.map((graph) => layoutOf(graph, sizeOf));
  const width = Math.max(240, ...layouts.map((one) => one.width)) + 2 * margin;
  let top = margin;
  const parts = layouts.map((layout) => {
    const part = pictureAt(layout, top);
    top += headHeight + layout.height + 2 * margin;
    return part;
  });
  const [w, h] = [Math.ceil(width), Math.ceil(top)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="topology" role="img" aria-label="${escape(label)}" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}">`,
    `<style>${style}</style>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>',
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

const pictureAt = ({ title, nodes, edges }: Layout, top: number): string =>
  [
    `<g transform="translate(${margin} ${Math.round(top)})">`,
    `<text class="title" x="0" y="12">${escape(title)}</text>`,
    `<g transform="translate(0 ${headHeight})">`,
    ...edges.map(edgeShape),
    ...nodes.map(nodeShape),
    "</g></g>",
  ].join("\n");

/** Names begin with the class of the picture: it may stand within a page. */
const style = `
.topology{--ink:#1f2430;--soft:#566070;--paper:#fff;--line:#8a94a6;--subjects:#e8f0fe;--subjects-edge:#7aa2e3;
--store:#fff4df;--store-edge:#d99a2b;--bucket:#f1e9fb;--bucket-edge:#a178d6;--reader:#e4f5e9;--reader-edge:#5fa777;
--room:#0002;--far:#4f9d69;--close:#d98a00;--full:#d13c32;
background:var(--paper);font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:12px}
@media (prefers-color-scheme:dark){.topology{--ink:#e6e9ef;--soft:#a3adbb;--paper:#14171c;--line:#6d7889;--subjects:#1b2942;
--subjects-edge:#4c78c2;--store:#362a12;--store-edge:#b7832a;--bucket:#2c2240;--bucket-edge:#8a63bf;--reader:#163023;
--reader-edge:#4c9166;--room:#fff3;--far:#5fb57c;--close:#f0a830;--full:#f0655b}}
.topology text{fill:var(--ink);text-anchor:middle;dominant-baseline:central}
.topology text.title{text-anchor:start;font-size:15px;font-weight:600;font-family:system-ui,sans-serif}
.topology text.stream,.topology text.keyValue,.topology text.objectStore{font-weight:600}
.topology text.detail,.topology text.label{font-size:10.3px;fill:var(--soft)}
.topology .node>rect:first-of-type{stroke-width:1.2;fill:var(--store);stroke:var(--store-edge)}
.topology .subjects>rect:first-of-type{fill:var(--subjects);stroke:var(--subjects-edge)}
.topology .consumer>rect:first-of-type{fill:var(--reader);stroke:var(--reader-edge)}
.topology .keyValue>rect:first-of-type,.topology .objectStore>rect:first-of-type{fill:var(--bucket);stroke:var(--bucket-edge)}
.topology .outside>rect:first-of-type{fill:none;stroke:var(--line)}
.topology .unmanaged>rect:first-of-type{stroke-dasharray:5 4}
.topology .missing{opacity:.55}.topology .missing>rect:first-of-type{fill:none;stroke-dasharray:2 4}
.topology .edge{fill:none;stroke:var(--line);stroke-width:1.3}.topology .copy{stroke-dasharray:4 4}
.topology marker path{fill:var(--line)}
.topology .plate{fill:var(--paper)}
.topology .room{fill:var(--room)}.topology .used.far{fill:var(--far)}.topology .used.close{fill:var(--close)}
.topology .used.full{fill:var(--full)}
`;
