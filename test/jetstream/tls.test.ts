import { connect } from "../../jetstream/connection";
import { Unreachable } from "../../jetstream/errors";
import type { Tls } from "../../jetstream/target";
import { type Certificates, makeCertificates } from "../support/certificates";
import { assertFails } from "../support/failure";
import { type ServerOptions, startNatsServer, type TestServer } from "../support/natsServer";

describe("TLS", () => {
  let certificates: Certificates;
  let server: TestServer | undefined;

  before(() => {
    certificates = makeCertificates();
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });
  after(() => {
    certificates.remove();
  });

  /** @returns what to connect to: the server's port under another host name or scheme */
  const serve = async (
    tls: Partial<NonNullable<ServerOptions["tls"]>> | undefined,
    from = certificates,
  ): Promise<(tls?: Tls, scheme?: string, host?: string) => Promise<void>> => {
    const files = { cert: from.serverCert, key: from.serverKey };
    const { port } = (server = await startNatsServer(tls ? { tls: { ...files, ...tls } } : {}));
    return async (settings, scheme = "nats", host = "127.0.0.1") => {
      const url = `${scheme}://${host}:${port}`;
      const target = { name: "local", url, ...(settings && { tls: settings }) };
      const js = await connect(target, { deadlineMillis: 3000 });
      await js.facts();
      await js.close();
    };
  };
  const ca = (): Tls => ({ ca: certificates.read("ca") });
  const place = (host = "127.0.0.1"): string => `target "local": ${host}:${server?.port ?? 0}`;

  it("is used where the server has it, whatever the scheme, by IP address and by name", async () => {
    const use = await serve({});
    await use(ca());
    await use(ca(), "tls");
    await use(ca(), "tls", "localhost");
  });

  it("takes a client certificate", async () => {
    const use = await serve({ ca: certificates.ca });
    const [cert, key] = [certificates.read("clientCert"), certificates.read("clientKey")];
    await use({ ...ca(), cert, key });
  });

  it("starts before the INFO where both sides say so", async () => {
    const use = await serve({ handshakeFirst: true });
    await use({ ...ca(), handshakeFirst: true });
  });

  it("fails without the authority of a server that requires TLS", async () => {
    const use = await serve({});
    await assertFails(
      use(),
      Unreachable,
      `${place()}: the server's certificate is signed by nobody this machine trusts; name its authority in nats-stack:tlsCaFile`,
    );
  });

  it("fails where it is demanded and the server has none", async () => {
    const use = await serve(undefined);
    const message = `${place()}: the server offers no TLS, and the target demands it; switch TLS on at the server, or write "nats://" and leave out nats-stack:tlsCaFile and the like`;
    await assertFails(use(undefined, "tls"), Unreachable, message);
    await assertFails(use(ca()), Unreachable, message);
  });

  it("fails where it shall come first and the server speaks first", async () => {
    const message = "the server does not start with TLS; leave out nats-stack:tlsFirst";
    const use = await serve({});
    await assertFails(
      use({ ...ca(), handshakeFirst: true }),
      Unreachable,
      `${place()}: ${message}`,
    );
  });

  it("fails where the server starts with TLS and the target does not", async () => {
    const use = await serve({ handshakeFirst: true });
    await assertFails(
      use(ca()),
      Unreachable,
      `${place()}: something accepts connections but hangs up without a word, which no NATS server does; correct the port, or set nats-stack:tlsFirst where the server starts with TLS`,
    );
  });

  it("fails without a client certificate, and with one of a foreign authority", async () => {
    const foreign = makeCertificates();
    const [cert, key] = [foreign.read("clientCert"), foreign.read("clientKey")];
    const use = await serve({ ca: certificates.ca });
    const message = `${place()}: the server asks for a client certificate that it trusts; name its files in nats-stack:tlsCertFile and nats-stack:tlsKeyFile`;
    await assertFails(use(ca()), Unreachable, message);
    await assertFails(use({ ...ca(), cert, key }), Unreachable, message, [key]);
    foreign.remove();
  });

  it("fails where the certificate is made out to another host", async () => {
    const elsewhere = makeCertificates("DNS:nats.example.com");
    const settings = { ca: elsewhere.read("ca") };
    const use = await serve({}, elsewhere);
    for (const host of ["127.0.0.1", "localhost"]) {
      await assertFails(
        use(settings, "tls", host),
        Unreachable,
        `${place(host)}: the server's certificate is not made out to "${host}"; use a host name that stands in it`,
      );
    }
    elsewhere.remove();
  });

  it("compares the certificate with another name than the url's where it is told one", async () => {
    const elsewhere = makeCertificates("DNS:nats.shop.svc.cluster.local");
    const settings = { ca: elsewhere.read("ca") };
    const use = await serve({}, elsewhere);
    for (const host of ["127.0.0.1", "localhost"]) {
      await use({ ...settings, serverName: "nats.shop.svc.cluster.local" }, "tls", host);
      await assertFails(
        use({ ...settings, serverName: "other.shop.svc.cluster.local" }, "tls", host),
        Unreachable,
        `${place(host)}: the server's certificate is not made out to "other.shop.svc.cluster.local"; give it one with that name`,
      );
    }
    elsewhere.remove();
  });

  it("fails with a certificate and a key that do not belong together, telling neither", async () => {
    const use = await serve({});
    const [cert, key] = [certificates.read("clientCert"), certificates.read("serverKey")];
    const broken = "-----BEGIN PRIVATE KEY-----\nMIGHAhunter2\n-----END PRIVATE KEY-----\n";
    const message = `${place()}: the authority, certificate or key cannot be read, or certificate and key do not belong together; name matching PEM files in nats-stack:tlsCaFile, nats-stack:tlsCertFile and nats-stack:tlsKeyFile`;
    await assertFails(use({ ...ca(), cert, key }), Unreachable, message, [key]);
    await assertFails(use({ ...ca(), cert, key: broken }), Unreachable, message, ["hunter2"]);
  });
});
