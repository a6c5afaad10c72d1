import type { Access } from "../access.ts";
import { ApiError, notFound } from "../api-error.ts";
import type { Installation, Permissions } from "../model.ts";
import type { Platform } from "../platform.ts";
import {
  installation as installationObject,
  installationToken,
  integration,
  publicUser,
} from "../present/accounts.ts";
import { repositoryObject } from "../present/repositories.ts";
import type { RateLimit } from "../rate-limit.ts";
import type { Call, Route } from "../router.ts";
import type { Webhooks } from "../webhooks.ts";
import { bodyOf, created, installationOnly, noContent, ok, page } from "./answers.ts";

/** The App itself, its installations, tokens and deliveries. */
export function appRoutes(
  platform: Platform,
  access: Access,
  webhooks: Webhooks,
  rateLimit: RateLimit,
): Route[] {
  const live = () => platform.installations.filter((one) => !one.deleted);
  const byId = (call: Call): Installation => {
    const found = live().find((one) => String(one.id) === call.params.installation_id);
    if (found === undefined) throw notFound();
    return found;
  };
  const asApp = (route: string, handle: Route["handle"]): Route => ({
    route,
    as: "app",
    permissions: [],
    handle,
  });
  const asInstallation = (route: string, handle: Route["handle"]): Route => ({
    route,
    as: "installation",
    permissions: [],
    handle,
  });
  return [
    asApp("GET /app", (call) =>
      ok({ ...integration(call.urls, platform.app), installations_count: live().length }),
    ),
    asApp("GET /app/installations", (call) =>
      page(call, "/app/installations", live(), (some) =>
        some.map((one) => installationObject(call.urls, one)),
      ),
    ),
    asApp("GET /app/installations/{installation_id}", (call) =>
      ok(installationObject(call.urls, byId(call))),
    ),
    asApp("POST /app/installations/{installation_id}/access_tokens", (call) => {
      const token = access.createToken(byId(call), bodyOf<{ permissions?: Permissions }>(call));
      return created(
        installationToken(
          token.token,
          token.expiresAt,
          token.permissions,
          token.repositories &&
            [...token.repositories].map((one) => repositoryObject(call.urls, one)),
        ),
      );
    }),
    asApp("GET /repos/{owner}/{repo}/installation", (call, repository) => {
      const found = platform.installationOf(repository);
      if (found === undefined) throw notFound();
      return ok(installationObject(call.urls, found));
    }),
    asApp("GET /app/hook/deliveries", (call) => webhooks.list(call)),
    asApp("GET /app/hook/deliveries/{delivery_id}", (call) =>
      ok(webhooks.show(Number(call.params.delivery_id))),
    ),
    asApp("POST /app/hook/deliveries/{delivery_id}/attempts", (call) => {
      webhooks.redeliverId(Number(call.params.delivery_id));
      return { status: 202, body: {} };
    }),
    asInstallation("GET /installation/repositories", (call) => {
      const repositories = [...installationOnly(call).repositories].filter((one) => !one.deleted);
      return page(call, "/installation/repositories", repositories, (some) => ({
        total_count: repositories.length,
        repository_selection: "selected",
        repositories: some.map((one) => repositoryObject(call.urls, one)),
      }));
    }),
    asInstallation("DELETE /installation/token", (call) => {
      access.revoke(installationOnly(call).token);
      return noContent;
    }),
    asInstallation("GET /rate_limit", (call) => {
      const core = rateLimit.state(installationOnly(call).installation.id);
      const search = { ...core, limit: 30, remaining: 30, used: 0 };
      return ok({ resources: { core, search }, rate: core });
    }),
    asInstallation("GET /users/{username}", (call) => {
      const account = platform.accounts.get((call.params.username ?? "").toLowerCase());
      if (account === undefined) throw new ApiError(404, "Not Found");
      return ok(publicUser(call.urls, account));
    }),
  ];
}
