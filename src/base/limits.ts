/**
 * Every bound of the system in one place, with the vendor's number and where it comes from.
 *
 * A list, body, page, query, loop or cache without a line here is a defect.
 */
export const limits = {
  http: {
    /** Assumed: the vendors do not publish a header limit; Node's own default. */
    headerBytesMax: 16_384,
    urlCharactersMax: 16_384,
    /** Largest JSON body of a management request. Assumed: ARM answers 413 above 4 MB. */
    jsonBodyBytesMax: 4_194_304,
    /** Token requests are small; client assertions with chains stay below this. */
    formBodyBytesMax: 65_536,
    requestTimeoutMs: 120_000,
    keepAliveTimeoutMs: 65_000,
    gatewayTunnelsMax: 1_000,
    /** Assumed: enough for a slow machine; a connection that says nothing holds memory. */
    headersTimeoutMs: 30_000,
    handshakeTimeoutMs: 10_000,
    /** How often late headers and requests are looked for. */
    timeoutCheckMs: 5_000,
    /** Longer than the longest query, which is silent until it answers. */
    tunnelIdleTimeoutMs: 900_000,
    connectionsMax: 10_000,
    /** A refused body up to this size is read and dropped, so that the refusal arrives. */
    droppedBodyBytesMax: 67_108_864,
    /** How long closing waits for running requests, and how often it looks for idle ones. */
    closeGraceMs: 5_000,
    closeSweepMs: 20,
    /** Certificates made on demand and kept in memory, one per host name. */
    issuedCertificatesMax: 500,
    /** Refusals (403) whose explanation is kept; the oldest is forgotten. Our own choice. */
    denialsMax: 500,
    /** Groups that one explanation calls by their names; the rest by id. Our own choice. */
    namedGroupsMax: 100,
  },
  clock: {
    /** The end of the year 2100; certificates and tokens have room for it. Our own choice. */
    latestMs: 4_133_980_800_000,
  },
  control: {
    /** Commands to a running server come one at a time and are small. */
    bodyBytesMax: 65_536,
    connectionsMax: 16,
    timeoutMs: 60_000,
  },
  identity: {
    /** Of a property's old or new value in the audit, in characters. Our own choice. */
    auditedValueCharactersMax: 2_000,
    /** Verified bearer tokens remembered by their SHA-256. */
    verifiedTokensMax: 10_000,
    /** Clients and resources remembered for token requests, keyed by the store's version. */
    rememberedClientsMax: 10_000,
    /** Assumed: Entra bounds the size of the whole registration only. */
    passwordsPerApplicationMax: 100,
    /** Assumed: the same as for secrets, with fewer, since each may have to be tried. */
    keysPerApplicationMax: 20,
    /** Source: Microsoft Graph, application.displayName. */
    displayNameCharactersMax: 256,
    /** Notes, descriptions and addresses. Source: Microsoft Graph, servicePrincipal.notes. */
    detailCharactersMax: 1_024,
    /** Assumed: the service bounds the size of the whole object. */
    tagsPerObjectMax: 100,
    tagCharactersMax: 256,
    identifierUrisPerApplicationMax: 100,
    /**
     * App roles and scopes of one registration. Source: directory-service-limits-restrictions of
     * learn.microsoft.com/entra/identity/users: entries of a manifest.
     */
    permissionsPerApplicationMax: 1_200,
    /** How long what was deleted may come back. Source: Microsoft Graph, directory: deletedItems. */
    deletedObjectsDays: 30,
    /** Our own choice: about what a directory of Entra's may hold of them. */
    deletedObjectsPerTenantMax: 100_000,
    /** Source: the same page. */
    ownersPerObjectMax: 100,
    certificateBytesMax: 16_384,
    /** Source: learn.microsoft.com/graph/application-rollkey-prooftoken. */
    possessionProofSecondsMax: 600,
    /** Source: learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations. */
    federatedCredentialsPerApplicationMax: 20,
    /** Assumed: the service states no bound; clients make them for ten minutes. */
    clientAssertionLifetimeSecondsMax: 86_400,
    /** Assertions remembered until they expire, in all and for each application. */
    usedAssertionsMax: 200_000,
    usedAssertionsPerClientMax: 20_000,
    /** What is fetched of issuers that federated credentials name, and how long it is kept. */
    issuerTimeoutMs: 5_000,
    issuerDocumentBytesMax: 65_536,
    rememberedIssuersMax: 200,
    issuerKeysLifetimeMs: 86_400_000,
    issuerRefetchMs: 60_000,
    /** Source: learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes. */
    accessTokenLifetimeSeconds: 3_600,
    accessTokenLifetimeSecondsMin: 600,
    accessTokenLifetimeSecondsMax: 86_400,
    /** Source: learn.microsoft.com/entra/identity-platform/reply-url. */
    redirectUrisPerApplicationMax: 256,
    redirectUriCharactersMax: 256,
    /** Bounds every walk through groups in groups. Assumed: the service counts all objects alike. */
    groupsPerTenantMax: 20_000,
    /** Source: learn.microsoft.com/entra/identity-platform/access-token-claims-reference. */
    groupsPerTokenMax: 200,
    groupsPerFrontChannelTokenMax: 5,
    /** Assumed: more than there are claims to ask for. */
    optionalClaimsMax: 50,
    /** Source: Microsoft Graph, application.requiredResourceAccess. */
    requiredResourcesMax: 50,
    requiredPermissionsMax: 400,
    /** A day. Assumed: the documents say only that the service keeps such tokens for 24 hours. */
    managedIdentityTokenLifetimeSeconds: 86_400,
    /**
     * A new key is published this long before it signs. Source: clients are told to look every 24
     * hours, learn.microsoft.com/entra/identity-platform/signing-key-rollover.
     */
    signingKeyOverlapSeconds: 86_400,
    /** Keys published at a time. Assumed: more than any day of tests rotates. */
    signingKeysMax: 20,
    /** Allowed difference of clocks, both ways. Source: reference clients send nbf in the future. */
    clockSkewSeconds: 300,
    /** Source: learn.microsoft.com/entra/identity-platform/refresh-tokens. */
    refreshTokenLifetimeSeconds: 7_776_000,
    /**
     * A token that was exchanged is good for this long once more: clients ask for several APIs at
     * once with the same one. Assumed: long enough for those, too short for a thief.
     */
    refreshTokenGraceSeconds: 30,
    /** Counted now and then. Assumed: a client that renews every hour for ninety days stays below. */
    refreshTokensPerUserMax: 5_000,
    /**
     * Of single-page applications, from the sign-in on. Source: the same page.
     */
    spaRefreshTokenLifetimeSeconds: 86_400,
    /** Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow. */
    codeLifetimeSeconds: 600,
    /** Assumed: nobody signs in more often within ten minutes. */
    codesPerUserMax: 100,
    /** Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code. */
    deviceCodeLifetimeSeconds: 900,
    deviceCodePollSeconds: 5,
    /** How much sooner a device may ask again: timers and networks are not exact. Assumed. */
    deviceCodePollEarlyMs: 1_000,
    /** Devices that wait, or did in the last half hour, in all and for each client. Assumed. */
    deviceCodesMax: 10_000,
    deviceCodesPerClientMax: 1_000,
    /** Wrong codes that one address may enter before it has to wait. Source: RFC 8628 section 5.1. */
    userCodeWrongMax: 10,
    userCodeWaitSecondsFirst: 5,
    userCodeWaitSecondsMax: 900,
    userCodeAttemptsForgottenMs: 3_600_000,
    userCodeSourcesMax: 10_000,
    userNameCharactersMax: 113,
    /** Source: learn.microsoft.com/entra/identity/authentication/concept-sspr-policy. */
    passwordCharactersMin: 8,
    passwordCharactersMax: 256,
    /** Threads that hash passwords, and hashes that may wait for one. */
    passwordThreadsMax: 2,
    passwordChecksWaitingMax: 100,
    /** How long a thread stays after its last hash. */
    passwordThreadIdleMs: 10_000,
    /** Source: learn.microsoft.com/entra/identity/authentication/howto-password-smart-lockout. */
    wrongPasswordsMax: 10,
    lockoutSecondsFirst: 60,
    /** Assumed: the service doubles the time as well, and does not say up to what. */
    lockoutSecondsMax: 3_600,
    /** Of a client's own description of itself, in the record of its sign-ins. */
    userAgentCharactersMax: 1_024,
    /** Source: learn.microsoft.com/entra/identity/authentication/concepts-azure-multi-factor-authentication-prompts-session-lifetime: 24 hours without the choice to stay signed in. */
    browserSessionIdleSeconds: 86_400,
    /** However often it is used. Assumed: no person wants to sign in more often than once a week. */
    browserSessionLifetimeSeconds: 604_800,
    /** Assumed: a picker of more accounts than these is of no use. */
    accountsPerBrowserMax: 10,
    /** Browsers in which one user is signed in; the oldest sign-ins are forgotten. Assumed. */
    browsersPerUserMax: 1_000,
    /** Pages that a browser may have open and unanswered. Assumed: nobody has more windows. */
    pagesPerBrowserMax: 30,
    /** Applications that are told when an account signs out. Assumed. */
    clientsPerAccountMax: 50,
    /** Of an authorization request's parameters, encoded; a URL is shorter anyway. */
    authorizeCharactersMax: 32_768,
    /** How long a page waits for its answer. Assumed: the service gives up later than people do. */
    interactionLifetimeSeconds: 3_600,
    /** Scopes that one request may name. Assumed. */
    scopesPerRequestMax: 100,
  },
  directory: {
    /** Small writes that share one commit; later ones wait for the next. */
    writesPerCommitMax: 100,
    /** Prepared statements kept for the next use; few texts are longer, each for one list's length. */
    statementsMax: 200,
    statementCharactersMax: 4_000,
  },
  access: {
    /** Role assignments per subscription. Source: learn.microsoft.com/azure/role-based-access-control/troubleshoot-limits. */
    roleAssignmentsPerSubscriptionMax: 4_000,
    /** The same above subscriptions. Source: the same page, for management groups. */
    roleAssignmentsAboveSubscriptionsMax: 500,
    propagationDelayMsMax: 3_600_000,
    /** Assignments with a delay of their own. Our own choice. */
    assignmentDelaysMax: 1_000,
    /** Changes on their way that one list names; the rest is counted. Our own choice. */
    pendingListedMax: 1_000,
    /** Removed assignments that have ended, for explanations to name. Our own choice. */
    endedRememberedMax: 1_000,
    /** Assignments that one explanation names; the rest is counted. Our own choice. */
    explainedAssignmentsMax: 50,
    /** Assumed: far above the longest resource id that the providers' name limits allow. */
    scopeCharactersMax: 2_048,
    /** Assumed: longer descriptions of an assignment are refused. */
    descriptionCharactersMax: 1_024,
    /** Source: learn.microsoft.com/azure/role-based-access-control/custom-roles. */
    customRolesPerTenantMax: 5_000,
    roleNameCharactersMax: 512,
    roleDescriptionCharactersMax: 2_048,
    assignableScopesMax: 2_000,
    /** Assumed: the service states no number; the longest built-in role has fewer than 300. */
    operationsPerRoleMax: 2_000,
    operationCharactersMax: 512,
    /** Assumed: six times the longest condition of a built-in role. */
    conditionCharactersMax: 8_192,
    /** Assumed: deeper than any editor of conditions nests. */
    conditionDepthMax: 50,
    /** Assumed: each with each of two written lists; lists are compared with attributes otherwise. */
    conditionComparisonsMax: 1_000,
    /** Callers whose assignments are kept together with those of their groups, likewise. */
    rememberedCallersMax: 1_000,
    /** Tenants whose own roles are kept between two writes of the store. */
    rememberedTenantsMax: 100,
    /** Operations of which is remembered which roles grant them. */
    rememberedOperationsMax: 1_000,
    /** Conditions kept understood, by their text. */
    rememberedConditionsMax: 1_000,
    /** Principals and subscriptions remembered between two writes of the store. */
    rememberedMax: 10_000,
  },
  arm: {
    pageSize: 1_000,
    /** Source: learn.microsoft.com/azure/azure-resource-manager/management/tag-resources. */
    tagsMax: 50,
    tagNameCharactersMax: 512,
    tagValueCharactersMax: 256,
    /** Assumed: the service bounds the different tags of a subscription, at 80,000. */
    predefinedTagsMax: 1_000,
    /** Source: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules. */
    groupNameCharactersMax: 90,
    resourceNameCharactersMax: 260,
    /** Source: learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits. */
    groupsPerSubscriptionMax: 980,
    /** Assumed: the service bounds each type for itself, at 800 a group. */
    resourcesPerGroupMax: 10_000,
    /** Assumed: more segments than any type nests, twice over for an extension resource. */
    pathSegmentsMax: 48,
    filterCharactersMax: 2_048,
    /** Assumed: no type nests deeper, and far less than what a stack holds. */
    bodyDepthMax: 100,
    /** Source: learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits. */
    locksPerScopeMax: 20,
    /** Assumed: more than any resource of ours is given. */
    userIdentitiesPerResourceMax: 100,
    /** Source: learn.microsoft.com/rest/api/resources/management-locks. */
    lockNameCharactersMax: 260,
    lockNotesCharactersMax: 512,
    /** Assumed: a day, and far more at once than any client polls. */
    operationLifetimeMs: 86_400_000,
    operationsPerSubscriptionMax: 1_000,
    /** What a client waits before it asks again. Assumed: one second, since all is done by then. */
    retryAfterSeconds: 1,
  },
  graph: {
    /** Source: learn.microsoft.com/graph/paging and /graph/api/resources/users. */
    pageSizeDefault: 100,
    pageSizeMax: 999,
    /** Alternatives of an `or` and values of an `in`. Source: learn.microsoft.com/graph/filter-query-parameter. */
    filterClausesMax: 15,
    /** Assumed: far above what a URL has room for in practice. */
    filterCharactersMax: 8_192,
    filterTokensMax: 1_000,
    /** Assumed: no filter that people write nests deeper. */
    filterDepthMax: 50,
    /** Source: learn.microsoft.com/graph/api/directoryobject-getbyids. */
    idsPerRequestMax: 1_000,
    /** Source: learn.microsoft.com/graph/query-parameters#expand: of each object, and of a page. */
    expandedObjectsMax: 20,
    expandingPageMax: 100,
    /** Source: learn.microsoft.com/graph/json-batching. */
    batchRequestsMax: 20,
    /** Assumed: more pieces than any path of Graph's has. */
    pathSegmentsMax: 16,
  },
  query: {
    /** Source: learn.microsoft.com/azure/azure-monitor/service-limits#query-api. */
    rowsMax: 500_000,
    bytesMax: 104_857_600,
    timeoutMsDefault: 180_000,
    timeoutMsMax: 600_000,
    /** Assumed: longer texts would hold the compiler for seconds. */
    textCharactersMax: 100_000,
    /** Assumed: no query that people write nests brackets deeper. */
    bracketDepthMax: 200,
    compiledPlansMax: 1_000,
    /** Queries that may run at once, each on all processors; bin/ sizes the thread pool above it. */
    concurrentMax: 4,
    queueMax: 200,
    /** Built-in tables that one query may make by naming them for the first time. */
    newTablesMax: 100,
    /** Workspaces whose tables are remembered between queries. */
    catalogsMax: 200,
    /** Characters of an answer as JSON; a string of the runtime ends at 536 million. */
    bodyCharactersMax: 400_000_000,
    crossWorkspaceMax: 100,
  },
  logs: {
    /** The engine's own memory, unless the machine has less than 2.5 times as much. */
    memoryBytesMax: 4_294_967_296,
    /** What large sorts and joins may put on disk. */
    temporaryBytesMax: 8_589_934_592,
    /** The write-ahead log is folded in when it is larger and appends are quiet … */
    checkpointBytes: 33_554_432,
    /** … at once when it is larger than this, and inside a commit above the last. */
    checkpointUrgentBytes: 268_435_456,
    walBytesMax: 1_073_741_824,
    /** Appends and changes of tables that may wait for their turn. */
    writesWaitingMax: 200,
  },
  /** How far back the demo's rows go. */
  demo: { logDays: 30 },
  ingestion: { rowsPerAppendMax: 50_000 },
} as const;
