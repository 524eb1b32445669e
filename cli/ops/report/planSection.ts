import { messagesOf, noteGroups } from "../../../domain/plan/noteGroups";
import type { PlanDocument, ServerPlan } from "../../../domain/plan/planDocument";
import { type Html, html } from "./html";

/** @returns what the last plan said, what hurts first */
export const planSection = ({ project, stack, servers }: PlanDocument): Html =>
  html`<section>
    <h2>Last plan <small>${project}/${stack}</small></h2>
    ${servers.map((server) => serverPlan(server, servers.length > 1))}
  </section>`;

function serverPlan(server: ServerPlan, named: boolean): Html {
  const { target, summary, notChecked, problems, refusals, notes } = server;
  const groups = noteGroups.flatMap(({ title, kinds, open }) => {
    const rows = notes.filter(({ kind }) => kinds.includes(kind));
    if (rows.length === 0) return [];
    const items = rows.map(
      (note) =>
        html`<li>
          <b>${note.asset}</b>:
          ${note.text}${note.deletes ? html` <mark>${messagesOf(note)} messages</mark>` : undefined}
        </li>`,
    );
    return html`<details${open ? html` open` : undefined}><summary>${title} <small>${rows.length}</small></summary><ul>${items}</ul></details>`;
  });
  return html`<p>${named ? html`<b>${target}</b>: ` : undefined}${summary}</p>
    ${lines("Mistakes in the declaration", problems)}${lines("Refused: nothing is done until this is settled", refusals)}
    ${notChecked === undefined ? undefined : html`<p class="fault">Not checked: ${notChecked}</p>`}${groups}`;
}

const lines = (title: string, texts: readonly string[]): Html | undefined =>
  texts.length === 0
    ? undefined
    : html`<p class="fault">${title}</p>
        <ul>
          ${texts.map((text) => html`<li>${text}</li>`)}
        </ul>`;
