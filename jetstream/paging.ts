import type { JsonObject } from "../domain/json";
import type { JetStream } from "./connection";
import { number } from "./replies";

/** More pages than any account has: a server that always promises more does not hold us for ever. */
const mostPages = 10_000;

/**
 * Asks for all pages of a LIST. The server gives 256 entries a page (seen on 2.10 to 2.15).
 *
 * @param count how many entries a page holds
 * @returns the pages in order; an asset made or deleted meanwhile may be missing or come twice
 */
export async function allPages(
  js: JetStream,
  api: string,
  count: (page: JsonObject) => number,
): Promise<readonly JsonObject[]> {
  const pages: JsonObject[] = [];
  let offset = 0;
  while (pages.length < mostPages) {
    const page = await js.request(api, { offset });
    pages.push(page);
    offset += count(page);
    if (count(page) === 0 || offset >= number(page["total"])) break;
  }
  return pages;
}
