import { Consumer, deploySystems, Stream } from "nats-stack";
import { systems } from "./systems";

/** The systems, by one plan, and a stream with its consumer as plain resources beside them. */
export = async (): Promise<Record<string, unknown>> => {
  const outputs = await deploySystems(systems);
  const audit = new Stream("AUDIT", {
    target: "url",
    config: { subjects: ["audit.>"], storage: "file", maxAge: "365d" },
  });
  const archive = new Consumer("archive", {
    stream: audit,
    target: "url",
    config: { ackPolicy: "explicit" },
  });
  return { ...outputs, audit: audit.name, archive: archive.name };
};
