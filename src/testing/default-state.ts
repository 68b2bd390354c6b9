import type { EmulatorState } from "./state.js";

/** A small account with the cases that tests need: three kinds of users, and names that are easy to mix up. */
export const defaultState: EmulatorState = {
  organizations: [{ name: "Acme" }, { name: "Globex" }],
  spaces: [
    {
      name: "prod",
      organization: "Acme",
      description: "Models that serve customers",
      createdAt: "2025-01-06T09:00:00Z",
    },
    { name: "prod-eu", organization: "Acme", createdAt: "2025-01-06T09:05:00Z" },
    { name: "preprod", organization: "Acme", createdAt: "2025-01-06T09:10:00Z" },
    { name: "Prod", organization: "Acme", createdAt: "2025-01-06T09:15:00Z" },
    { name: "shared", organization: "Acme", createdAt: "2025-01-06T09:20:00Z" },
    { name: "shared", organization: "Globex", createdAt: "2025-02-03T09:00:00Z" },
    { name: "research", organization: "Globex", createdAt: "2025-02-03T09:05:00Z" },
  ],
  users: [
    { name: "Ada", developer: true, accountAdmin: true },
    {
      name: "Ben",
      developer: true,
      organizations: { Acme: "member" },
      spaces: { prod: "member", "prod-eu": "admin", preprod: "read-only" },
    },
    { name: "Cleo", spaces: { prod: "read-only", research: "member" } },
  ],
  keys: [
    { name: "laptop", createdBy: "Ada", createdAt: "2025-01-07T08:00:00Z" },
    { name: "notebook", description: "Experiments", createdBy: "Ada", createdAt: "2025-03-01T08:00:00Z" },
    { name: "laptop", createdBy: "Ben", createdAt: "2025-01-08T08:00:00Z" },
    { name: "browser", createdBy: "Cleo", createdAt: "2025-01-09T08:00:00Z" },
    { name: "ci", type: "service", space: "prod", createdBy: "Ada", createdAt: "2025-01-10T08:00:00Z" },
    {
      name: "nightly-report",
      type: "service",
      space: "prod",
      spaceRole: "read-only",
      createdBy: "Ben",
      createdAt: "2025-01-11T08:00:00Z",
    },
    {
      name: "old-ci",
      type: "service",
      space: "prod",
      status: "deleted",
      createdBy: "Ben",
      createdAt: "2025-01-10T07:00:00Z",
    },
    { name: "ci", type: "service", space: "prod-eu", createdBy: "Ben", createdAt: "2025-01-12T08:00:00Z" },
  ],
};
