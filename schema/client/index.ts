export * from './operations.generated.js';
export { createServiceClient, type ServiceClient, type ServiceClientOptions } from './service-client.js';
