export { toWorker as onRequest } from "../proxy.ts";
