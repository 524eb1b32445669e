import type { PlanDocument } from "../../../domain/plan/planDocument";
import { humanSize } from "../../../domain/units";
import { isFault } from "../../../domain/verify/finding";
import { svgOf } from "../picture/svg";
import { bar, consumerSection, streamSections } from "./assets";
import { type Html, html, raw } from "./html";
import { planSection } from "./planSection";
import { style } from "./style";
import type { Seen, Survey } from "./survey";

/** What a report is made of. */
export interface ReportContent {
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly surveys: readonly Survey[];
  readonly plan?: PlanDocument;
}

/** Writes the report as one page, which asks nobody for anything: its policy forbids it. */
export function reportPage({ title, now, surveys, plan }: ReportContent): string {
  const time = new Date(now).toISOString().replace(/\.\d+Z$/, "Z");
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>${title}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p><time datetime="${time}">${time.replace("T", " ").replace("Z", " UTC")}</time></p>
        </header>
        <main>
          ${cards(surveys)}${surveys.map((survey) => serverSection(survey, now))}${plan ? planSection(plan) : undefined}
        </main>
      </body>
    </html> `;
  return page.html;
}

function cards(surveys: readonly Survey[]): Html {
  const seen = surveys.flatMap((one) => (one.seen ? [one.seen] : []));
  const streams = seen.flatMap(({ live }) => live.streams);
  const consumers = seen.flatMap(({ live }) => live.consumers);
  const sum = (numbers: readonly (number | undefined)[]): number =>
    numbers.reduce<number>((all, one) => all + (one ?? 0), 0);
  const faults = seen.flatMap(({ findings }) => findings.filter(isFault)).length;
  const away = surveys.length - seen.length;
  const numbers = (number: number): string => number.toLocaleString("en");
  return html`<div class="cards">
    ${card("streams", numbers(streams.length))}
    ${card("messages", numbers(sum(streams.map(({ state }) => state?.messages))))}
    ${card("stored", humanSize(sum(streams.map(({ state }) => state?.bytes))))}
    ${card("consumers", numbers(consumers.length))}
    ${card("pending", numbers(sum(consumers.map(({ state }) => state?.pending))))}
    ${card(faults === 1 ? "difference" : "differences", String(faults), faults > 0 ? "bad" : "good")}
    ${away > 0 ? card("servers not reached", String(away), "bad") : undefined}
  </div>`;
}

const card = (what: string, value: string, tone = ""): Html =>
  html`<div class="card ${tone}"><b>${value}</b><span>${what}</span></div>`;

function serverSection({ server, seen, error }: Survey, now: number): Html {
  if (seen === undefined) {
    return html`<section>
      <h2>${server}</h2>
      <p class="fault">Not reached: ${error}</p>
    </section>`;
  }
  return html`<section>
    <h2>${server} <small>nats-server ${seen.version}</small></h2>
    ${differences(seen)}${account(seen)}
    <details class="picture" open>
      <summary>Topology</summary>
      <div class="scroll" tabindex="0">${raw(svgOf(seen.graphs, `topology of ${server}`))}</div>
    </details>
    ${streamSections(seen, now)}${consumerSection(seen)}
  </section>`;
}

function differences({ findings, live }: Seen): Html {
  const silent = live.missing.map(
    (name) => html`<li><b>stream "${name}"</b>: does not answer: none of its servers leads it</li>`,
  );
  const told = findings.map(
    ({ asset, text, kind }) =>
      html`<li class="${kind === "note" ? "" : "fault"}"><b>${asset}</b>: ${text}</li>`,
  );
  return told.length + silent.length === 0
    ? html`<p class="fine">All that is declared is live as declared.</p>`
    : html`<ul class="findings">
        ${silent}${told}
      </ul>`;
}

const account = ({ account: shares }: Seen): Html | undefined =>
  shares.length === 0
    ? undefined
    : html`<div class="account">
        ${shares.map(({ what, used, limit, tier }) =>
          bar(`account ${what}${tier === undefined ? "" : `, tier ${tier}`}`, used / limit),
        )}
      </div>`;
