/**
 * Loaded before the gateway that is measured without its guards. Production refuses to be open, so it is started as one
 * of development; but graphql-js looks at NODE_ENV as well, when it is loaded, and checks more in development: it is
 * loaded here, as in production, so that nothing differs but the guards.
 */
import 'graphql';

process.env.NODE_ENV = 'development';
