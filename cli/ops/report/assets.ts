import { bucketAsset, bucketOf } from "../../../domain/bucket/bucket";
import type { ObservedConsumer, ObservedStream } from "../../../domain/observed";
import { humanSize } from "../../../domain/units";
import { closenessOf, percentText, usageOf } from "../../../domain/usage";
import { type Html, html } from "./html";
import type { Seen } from "./survey";

/** @returns a table of streams for each system, and one of those that are not declared */
export function streamSections({ live, systems }: Seen, now: number): readonly Html[] {
  const declared = systems.map(({ title, streams }) => ({
    title,
    rows: live.streams.filter(({ name }) => streams.has(name)),
  }));
  const rest = live.streams.filter(({ name }) => !systems.some((one) => one.streams.has(name)));
  return [
    ...declared.filter(({ rows }) => rows.length > 0),
    ...(rest.length > 0 ? [{ title: "Not declared", rows: rest }] : []),
  ].map(
    ({ title, rows }) =>
      html`<h3>${title} <small>${rows.length}</small></h3>
        <table>
          <thead>
            <tr>
              <th>stream</th>
              <th class="n">messages</th>
              <th class="n">bytes</th>
              <th class="limits">of its limits</th>
              <th class="n">consumers</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map((row) => streamRow(row, now))}
          </tbody>
        </table>`,
  );
}

function streamRow(stream: ObservedStream, now: number): Html {
  const { name, config, state } = stream;
  const bucket = bucketOf(name);
  const { messages, bytes, age } = usageOf(stream, now);
  const purpose = config["description"];
  const bars = [bar("messages", messages), bar("bytes", bytes), bar("age", age)];
  const subjects = Array.isArray(config["subjects"]) ? config["subjects"].map(String) : [];
  return html`<tr>
    <td>
      <b>${bucket ? bucketAsset(bucket) : name}</b>${
        typeof purpose === "string" && purpose !== "" ? html`<p>${purpose}</p>` : undefined
      }${bucket ? undefined : html`<p class="subjects">${subjects.map((one) => html`<code>${one}</code> `)}</p>`}
    </td>
    <td class="n" data-head="messages">${state?.messages.toLocaleString("en") ?? "–"}</td>
    <td class="n" data-head="bytes">${state ? humanSize(state.bytes) : "–"}</td>
    <td class="bars">${bars}</td>
    <td class="n" data-head="consumers">${state?.consumers ?? "–"}</td>
  </tr>`;
}

/** @param share of a limit; absent where there is none, and then nothing is shown */
export function bar(what: string, share: number | undefined): Html | undefined {
  if (share === undefined) return undefined;
  const width = Math.min(100, share * 100).toFixed(1);
  return html`<div class="bar ${closenessOf(share)}">
    <span>${what}</span><i><b style="width:${width}%"></b></i><em>${percentText(share)}</em>
  </div>`;
}

/** @returns a table of all consumers, those furthest behind first */
export function consumerSection({ live }: Seen): Html | undefined {
  if (live.consumers.length === 0) return undefined;
  const behind = ({ state }: ObservedConsumer): number => state?.pending ?? 0;
  const rows = live.consumers.toSorted((a, b) => behind(b) - behind(a));
  const most = Math.max(1, ...rows.map(behind));
  return html`<h3>Consumers <small>${rows.length}</small></h3>
    <table>
      <thead>
        <tr>
          <th>consumer</th>
          <th>stream</th>
          <th class="n">pending</th>
          <th class="n">unacked</th>
          <th class="n">redelivered</th>
          <th class="n">waiting</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => consumerRow(row, most))}
      </tbody>
    </table>`;
}

function consumerRow({ stream, name, state }: ObservedConsumer, most: number): Html {
  const pending = state?.pending ?? 0;
  const lag = html`<i class="lag"
    ><b style="width:${((pending / most) * 100).toFixed(1)}%"></b
  ></i>`;
  return html`<tr>
    <td><b>${name}</b>${state?.paused ? html` <mark>paused</mark>` : undefined}</td>
    <td data-head="stream">${stream}</td>
    <td class="n" data-head="pending">
      ${pending.toLocaleString("en")}${pending > 0 ? lag : undefined}
    </td>
    <td class="n" data-head="unacked">${state?.ackPending ?? "–"}</td>
    <td class="n" data-head="redelivered">${state?.redelivered ?? "–"}</td>
    <td class="n" data-head="waiting">${state?.waiting ?? "–"}</td>
  </tr>`;
}
