import { queryOptions } from "@tanstack/react-query";
import type { DeviceRequest, MachineList, MachineToken } from "#contract/team.ts";
import { callApi, queryOf, sendApi } from "#web/lib/api.ts";

export const machineQueries = {
  list: (workspace: string) =>
    queryOptions({
      queryKey: ["w", workspace, "machines"],
      queryFn: () => callApi<MachineList>("/api/machines", { workspace }),
    }),
  device: (userCode: string) =>
    queryOptions({
      queryKey: ["device", userCode],
      queryFn: () => callApi<DeviceRequest>(`/api/device${queryOf({ userCode })}`),
      retry: false,
    }),
};

export const revokeMachine = (workspace: string, id: string) =>
  sendApi(`/api/machines/${id}`, { method: "DELETE", workspace });

/** A token with which agents send telemetry and nothing else. It is answered this once. */
export const createTelemetryToken = (workspace: string, name: string) =>
  callApi<MachineToken>("/api/machines/token", {
    method: "POST",
    workspace,
    body: {
      machineKey: `otlp-${crypto.randomUUID()}`,
      name,
      platform: "otlp",
      scopes: ["ingest"],
    },
  });

export const approveDevice = (userCode: string, workspace: string) =>
  sendApi("/api/device/approve", { method: "POST", body: { userCode, workspace } });

export const denyDevice = (userCode: string) =>
  sendApi("/api/device/deny", { method: "POST", body: { userCode } });
