import HTTPTypes

/// Everything that the gateway's API can be asked: the one table of routes, and of who may use them.
enum GatewayOperation: String, Sendable, CaseIterable {
    case getVersion, getDescription
    case listRemoteSources, createRemoteSource, getRemoteSource, getRemoteSourceDetails, updateRemoteSource
    case deleteRemoteSource, checkRemoteSourceSecret
    case getCurrentUser, listRemoteRepositories
    case listUsers, createUser, getUser, deleteUser
    case listUserTokens, createUserToken, deleteUserToken
    case listLinkedAccounts, createLinkedAccount, deleteLinkedAccount
    case deleteSessions
    case register, login, authorize, finishOAuth2, logout
    case listOrganizations, createOrganization, getOrganization, updateOrganization, deleteOrganization
    case listOrganizationMembers, setOrganizationMember, removeOrganizationMember
    case listOrganizationInvitations, createOrganizationInvitation, getOrganizationInvitation
    case deleteOrganizationInvitation
    case listConnections, createConnection, getConnection, updateConnection, deleteConnection
    case checkConnectionSecret
    case listOwnOrganizations, listOwnInvitations, answerInvitation
    case createProjectGroup, getProjectGroup, listSubgroups, listProjects, updateProjectGroup, deleteProjectGroup
    case createProject, getProject, updateProject, deleteProject
    case reconfigProject, examineProject, rotateProjectSecrets, updateProjectLinkedAccount, refreshRemoteRepository
    case catchUpProject, listProjectSetUps, listForgeCleanups, dismissForgeCleanup
    case listDeliveries, getDelivery, redeliverDelivery, listRefusedDeliveries
    case listProjectGroupSecrets, createProjectGroupSecret, getProjectGroupSecret, updateProjectGroupSecret
    case deleteProjectGroupSecret, checkProjectGroupSecret
    case listProjectSecrets, createProjectSecret, getProjectSecret, updateProjectSecret, deleteProjectSecret
    case checkProjectSecret
    case listProjectGroupVariables, createProjectGroupVariable, getProjectGroupVariable
    case updateProjectGroupVariable, deleteProjectGroupVariable
    case listProjectVariables, createProjectVariable, getProjectVariable, updateProjectVariable
    case deleteProjectVariable
    case listRuns, createRun, getRun, getRunTask, actOnRun, actOnRunTask, getRunLog, getRunEvents
    case listCommitStatuses, createCommitStatus
    case getKeyring, rotateKeyring, dropOldKeys
    case getMaintenance, enableMaintenance, disableMaintenance, exportConfigStore, importConfigStore
    case listGenerations, deleteGeneration
    case listValidators, createValidator, getValidator, updateValidator, deleteValidator
    case listDrivers
    case listAudit, listUserAudit, listOrganizationAudit, listProjectGroupAudit, listProjectAudit

    /// The method, the path below `/api/v1alpha`, and who may.
    var row: (method: HTTPRequest.Method, path: String, access: Access) {
        switch self {
        case .getVersion: (.get, "version", .anybody)
        case .getDescription: (.get, "openapi.json", .anybody)
        case .listRemoteSources: (.get, "remotesources", .anybody)
        case .createRemoteSource: (.post, "remotesources", .administrator)
        case .getRemoteSource: (.get, "remotesources/:ref", .loggedIn)
        case .getRemoteSourceDetails: (.get, "remotesources/:ref/details", .administrator)
        case .updateRemoteSource: (.put, "remotesources/:ref", .administrator)
        case .deleteRemoteSource: (.delete, "remotesources/:ref", .administrator)
        case .checkRemoteSourceSecret: (.post, "remotesources/:ref/secretcheck", .administrator)
        case .getCurrentUser: (.get, "user", .user)
        case .listRemoteRepositories: (.get, "user/remoterepos/:source", .user)
        case .listUsers: (.get, "users", .administrator)
        case .createUser: (.post, "users", .administrator)
        case .getUser: (.get, "users/:ref", .loggedIn)
        case .deleteUser: (.delete, "users/:ref", .administrator)
        case .listUserTokens: (.get, "users/:ref/tokens", .selfOrAdministrator)
        case .createUserToken: (.post, "users/:ref/tokens", .selfOrAdministrator)
        case .deleteUserToken: (.delete, "users/:ref/tokens/:name", .selfOrAdministrator)
        case .listLinkedAccounts: (.get, "users/:ref/linkedaccounts", .selfOrAdministrator)
        case .createLinkedAccount: (.post, "users/:ref/linkedaccounts", .onlySelf)
        case .deleteLinkedAccount: (.delete, "users/:ref/linkedaccounts/:id", .selfOrAdministrator)
        case .deleteSessions: (.delete, "users/:ref/sessions", .selfOrAdministrator)
        case .register: (.post, "auth/register", .anybody)
        case .login: (.post, "auth/login", .anybody)
        case .authorize: (.post, "auth/authorize", .anybody)
        case .finishOAuth2: (.get, "auth/oauth2/callback", .anybody)
        case .logout: (.post, "auth/logout", .user)
        case .listOrganizations: (.get, "orgs", .loggedIn)
        case .createOrganization: (.post, "orgs", .loggedIn)
        case .getOrganization: (.get, "orgs/:ref", .see(.organization))
        case .updateOrganization: (.put, "orgs/:ref", .own(.organization))
        case .deleteOrganization: (.delete, "orgs/:ref", .own(.organization))
        case .listOrganizationMembers: (.get, "orgs/:ref/members", .see(.organization))
        case .setOrganizationMember: (.put, "orgs/:ref/members/:userref", .own(.organization))
        case .removeOrganizationMember: (.delete, "orgs/:ref/members/:userref", .ownOrNamedMember)
        case .listOrganizationInvitations: (.get, "orgs/:ref/invitations", .own(.organization))
        case .createOrganizationInvitation: (.post, "orgs/:ref/invitations", .own(.organization))
        case .getOrganizationInvitation: (.get, "orgs/:ref/invitations/:userref", .own(.organization))
        case .deleteOrganizationInvitation: (.delete, "orgs/:ref/invitations/:userref", .own(.organization))
        case .listConnections: (.get, "orgs/:ref/connections", .belong(.organization))
        case .createConnection: (.post, "orgs/:ref/connections", .own(.organization))
        case .getConnection: (.get, "orgs/:ref/connections/:name", .belong(.organization))
        case .updateConnection: (.put, "orgs/:ref/connections/:name", .own(.organization))
        case .deleteConnection: (.delete, "orgs/:ref/connections/:name", .own(.organization))
        case .checkConnectionSecret: (.post, "orgs/:ref/connections/:name/secretcheck", .own(.organization))
        case .listOwnOrganizations: (.get, "user/orgs", .user)
        case .listOwnInvitations: (.get, "user/org_invitations", .user)
        case .answerInvitation: (.put, "user/org_invitations/:orgref/actions", .user)
        case .createProjectGroup: (.post, "projectgroups", .ownParent)
        case .getProjectGroup: (.get, "projectgroups/:ref", .see(.projectGroup))
        case .listSubgroups: (.get, "projectgroups/:ref/subgroups", .see(.projectGroup))
        case .listProjects: (.get, "projectgroups/:ref/projects", .see(.projectGroup))
        case .updateProjectGroup: (.put, "projectgroups/:ref", .own(.projectGroup))
        case .deleteProjectGroup: (.delete, "projectgroups/:ref", .own(.projectGroup))
        case .createProject: (.post, "projects", .ownParent)
        case .getProject: (.get, "projects/:ref", .see(.project))
        case .updateProject: (.put, "projects/:ref", .own(.project))
        case .deleteProject: (.delete, "projects/:ref", .own(.project))
        case .reconfigProject: (.put, "projects/:ref/reconfig", .own(.project))
        case .examineProject: (.get, "projects/:ref/doctor", .own(.project))
        case .rotateProjectSecrets: (.put, "projects/:ref/rotatesecrets", .own(.project))
        case .updateProjectLinkedAccount: (.put, "projects/:ref/updaterepolinkedaccount", .own(.project))
        case .refreshRemoteRepository: (.post, "projects/:ref/refreshremoterepo", .own(.project))
        case .catchUpProject: (.post, "projects/:ref/catchup", .own(.project))
        case .listProjectSetUps: (.get, "projectsetups", .administrator)
        case .listForgeCleanups: (.get, "forgecleanups", .administrator)
        case .dismissForgeCleanup: (.delete, "forgecleanups/:id", .administrator)
        case .listDeliveries: (.get, "projects/:ref/deliveries", .own(.project))
        case .getDelivery: (.get, "projects/:ref/deliveries/:id", .own(.project))
        case .redeliverDelivery: (.post, "projects/:ref/deliveries/:id/redelivery", .own(.project))
        case .listRefusedDeliveries: (.get, "projects/:ref/refuseddeliveries", .own(.project))
        case .listProjectGroupSecrets: (.get, "projectgroups/:ref/secrets", .belong(.projectGroup))
        case .createProjectGroupSecret: (.post, "projectgroups/:ref/secrets", .own(.projectGroup))
        case .getProjectGroupSecret: (.get, "projectgroups/:ref/secrets/:name", .belong(.projectGroup))
        case .updateProjectGroupSecret: (.put, "projectgroups/:ref/secrets/:name", .own(.projectGroup))
        case .deleteProjectGroupSecret: (.delete, "projectgroups/:ref/secrets/:name", .own(.projectGroup))
        case .checkProjectGroupSecret: (.post, "projectgroups/:ref/secrets/:name/secretcheck", .own(.projectGroup))
        case .listProjectGroupVariables: (.get, "projectgroups/:ref/variables", .belong(.projectGroup))
        case .createProjectGroupVariable: (.post, "projectgroups/:ref/variables", .own(.projectGroup))
        case .getProjectGroupVariable: (.get, "projectgroups/:ref/variables/:name", .belong(.projectGroup))
        case .updateProjectGroupVariable: (.put, "projectgroups/:ref/variables/:name", .own(.projectGroup))
        case .deleteProjectGroupVariable: (.delete, "projectgroups/:ref/variables/:name", .own(.projectGroup))
        case .listProjectSecrets: (.get, "projects/:ref/secrets", .belong(.project))
        case .createProjectSecret: (.post, "projects/:ref/secrets", .own(.project))
        case .getProjectSecret: (.get, "projects/:ref/secrets/:name", .belong(.project))
        case .updateProjectSecret: (.put, "projects/:ref/secrets/:name", .own(.project))
        case .deleteProjectSecret: (.delete, "projects/:ref/secrets/:name", .own(.project))
        case .checkProjectSecret: (.post, "projects/:ref/secrets/:name/secretcheck", .own(.project))
        case .listProjectVariables: (.get, "projects/:ref/variables", .belong(.project))
        case .createProjectVariable: (.post, "projects/:ref/variables", .own(.project))
        case .getProjectVariable: (.get, "projects/:ref/variables/:name", .belong(.project))
        case .updateProjectVariable: (.put, "projects/:ref/variables/:name", .own(.project))
        case .deleteProjectVariable: (.delete, "projects/:ref/variables/:name", .own(.project))
        case .listRuns: (.get, "projects/:ref/runs", .see(.project))
        case .createRun: (.post, "projects/:ref/createrun", .own(.project))
        case .getRun: (.get, "projects/:ref/runs/:runid", .see(.project))
        case .getRunTask: (.get, "projects/:ref/runs/:runid/tasks/:taskid", .see(.project))
        case .actOnRun: (.put, "projects/:ref/runs/:runid/actions", .actOnRuns)
        case .actOnRunTask: (.put, "projects/:ref/runs/:runid/tasks/:taskid/actions", .actOnRuns)
        case .getRunLog: (.get, "projects/:ref/runs/:runid/tasks/:taskid/logs", .see(.project))
        case .getRunEvents: (.get, "projects/:ref/runevents", .see(.project))
        case .listCommitStatuses: (.get, "projects/:ref/statuses", .own(.project))
        case .createCommitStatus: (.post, "projects/:ref/statuses", .own(.project))
        case .getKeyring: (.get, "keyring/rotations", .administrator)
        case .rotateKeyring: (.post, "keyring/rotations", .administrator)
        case .dropOldKeys: (.delete, "keyring/oldkeys", .administrator)
        case .getMaintenance: (.get, "maintenance/configstore", .administrator)
        case .enableMaintenance: (.put, "maintenance/configstore", .administrator)
        case .disableMaintenance: (.delete, "maintenance/configstore", .administrator)
        case .exportConfigStore: (.get, "export/configstore", .administrator)
        case .importConfigStore: (.post, "import/configstore", .administrator)
        case .listGenerations: (.get, "generations/configstore", .administrator)
        case .deleteGeneration: (.delete, "generations/configstore/:number", .administrator)
        case .listValidators: (.get, "validators", .administrator)
        case .createValidator: (.post, "validators", .administrator)
        case .getValidator: (.get, "validators/:ref", .administrator)
        case .updateValidator: (.put, "validators/:ref", .administrator)
        case .deleteValidator: (.delete, "validators/:ref", .administrator)
        case .listDrivers: (.get, "drivers", .administrator)
        case .listAudit: (.get, "audit", .administrator)
        case .listUserAudit: (.get, "users/:ref/audit", .selfOrAdministrator)
        case .listOrganizationAudit: (.get, "orgs/:ref/audit", .own(.organization))
        case .listProjectGroupAudit: (.get, "projectgroups/:ref/audit", .own(.projectGroup))
        case .listProjectAudit: (.get, "projects/:ref/audit", .own(.project))
        }
    }
}
