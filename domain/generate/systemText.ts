import { distribution } from "../distribution";
import { asData } from "../field/fields";
import type { SystemDefinition } from "../system";
import { literal } from "./literal";

/** Longest file that the project's lint lets pass by itself. */
const mostLines = 250;

/** Words that no constant can be called. */
const reserved =
  /^(?:abstract|any|as|async|await|boolean|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|number|of|package|private|protected|public|return|static|string|super|switch|symbol|this|throw|true|try|type|typeof|undefined|unknown|var|void|while|with|yield|arguments|eval)$/;

/** @returns how the constant of a system is called: "swe-ai-fleet" is `sweAiFleet` */
export function constantOf(system: string): string {
  const camel = system.replaceAll(/-+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return reserved.test(camel) || !/^[a-z]/.test(camel) ? `system${upper(camel)}` : camel;
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * Writes a system as a file of systems/, formatted.
 *
 * @param source where it comes from, for the comment: "nats://localhost:4222"
 */
export function systemText(definition: SystemDefinition, source: string): string {
  const constant = constantOf(definition.name);
  const begin = `export const ${constant}: SystemDefinition = `;
  const text = [
    `import type { SystemDefinition } from "${distribution.types}";`,
    "",
    `/** What was found on ${source}. Give it a title, and every stream a purpose: that is its description on the server. */`,
    `${begin}${literal(asData(definition), 0, begin.length + 1)};`,
    "",
  ].join("\n");
  return text.split("\n").length > mostLines
    ? `/* eslint max-lines: "off" -- as many streams as the server has */\n${text}`
    : text;
}
