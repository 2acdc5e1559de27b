import { type Permission, permission } from "./permission.ts";

/** App roles of Microsoft Graph. Source: merill/microsoft-info, GraphAppRoles. */
export const microsoftGraphRoles: readonly Permission[] = [
  permission(
    "Application.Read.All",
    "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
    "Read all applications",
  ),
  permission(
    "Application.ReadWrite.All",
    "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
    "Read and write all applications",
  ),
  permission(
    "Application.ReadWrite.OwnedBy",
    "18a4783c-866b-4cc7-a460-3d5e5662c884",
    "Manage apps that this app creates or owns",
  ),
  permission(
    "AppRoleAssignment.ReadWrite.All",
    "06b708a9-e830-4db3-a914-8e69da51d44f",
    "Manage app permission grants and app role assignments",
  ),
  permission(
    "DelegatedPermissionGrant.ReadWrite.All",
    "8e8e4742-1d95-4f68-9d56-6ee75648c72a",
    "Manage all delegated permission grants",
  ),
  permission("Directory.Read.All", "7ab1d382-f21e-4acd-a863-ba3e13f7da61", "Read directory data"),
  permission(
    "Directory.ReadWrite.All",
    "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
    "Read and write directory data",
  ),
  permission("Group.Create", "bf7b1a76-6e77-406b-b258-bf5c7720e98f", "Create groups"),
  permission("Group.Read.All", "5b567255-7703-4780-807c-7be8301ae99b", "Read all groups"),
  permission(
    "Group.ReadWrite.All",
    "62a82d76-70ea-41e2-9197-370581804d09",
    "Read and write all groups",
  ),
  permission(
    "GroupMember.ReadWrite.All",
    "dbaae8cf-10b5-4b86-a4a1-f871c94c6695",
    "Read and write all group memberships",
  ),
  permission(
    "RoleManagement.Read.Directory",
    "483bed4a-2ad3-4361-a73b-c83ccdbdc53c",
    "Read all directory RBAC settings",
  ),
  permission(
    "RoleManagement.ReadWrite.Directory",
    "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
    "Read and write all directory RBAC settings",
  ),
  permission(
    "User.DeleteRestore.All",
    "eccc023d-eccf-4e7b-9683-8813ab36cecc",
    "Delete and restore all users",
  ),
  permission(
    "User-PasswordProfile.ReadWrite.All",
    "cc117bb9-00cf-4eb8-b580-ea2a878fe8f7",
    "Read and write all password profiles and reset user passwords",
  ),
  permission(
    "GroupMember.Read.All",
    "98830695-27a2-44f7-8c18-0c3ebc9698f6",
    "Read all group memberships",
  ),
  permission(
    "Organization.Read.All",
    "498476ce-e0fe-48b0-b801-37ba7e2685c6",
    "Read organization information",
  ),
  permission(
    "User.Read.All",
    "df021288-bdef-4463-88db-98f22de89214",
    "Read all users' full profiles",
  ),
  permission(
    "User.ReadBasic.All",
    "97235f07-e226-4f63-ace3-39588e11d3a1",
    "Read all users' basic profiles",
  ),
  permission(
    "User.ReadWrite.All",
    "741f803b-c850-494e-b5df-cde7c675a1ca",
    "Read and write all users' full profiles",
  ),
];

/** Delegated permissions, and which need an administrator. Source: there, GraphDelegateRoles. */
export const microsoftGraphScopes: readonly Permission[] = [
  permission("Application.Read.All", "c79f8feb-a9db-4090-85f9-90d820caa0eb", "Read applications", {
    description: "See every application and service principal of the organization.",
    isAdminOnly: true,
  }),
  permission(
    "Application.ReadWrite.All",
    "bdfbf15f-ee85-4955-8675-146e8e5296b5",
    "Read and write applications",
    {
      description: "Register, change and remove applications and service principals.",
      isAdminOnly: true,
    },
  ),
  permission(
    "AppRoleAssignment.ReadWrite.All",
    "84bccea3-f856-4a8a-967b-dbe0a3d53a64",
    "Manage app permission grants and app role assignments",
    {
      description: "Give applications and people app roles of any API, and take them away.",
      isAdminOnly: true,
    },
  ),
  permission(
    "DelegatedPermissionGrant.ReadWrite.All",
    "41ce6ca6-6826-4807-84f1-1c82854f7ee5",
    "Manage all delegated permission grants",
    {
      description: "Decide what applications may do for the users of the organization.",
      isAdminOnly: true,
    },
  ),
  permission(
    "Directory.AccessAsUser.All",
    "0e263e50-5827-48a4-b97c-d940288653c7",
    "Access directory as the signed in user",
    { description: "Do in the directory everything that you may do there.", isAdminOnly: true },
  ),
  permission("Directory.Read.All", "06da0dbc-49e2-44d2-8312-53f166ab848a", "Read directory data", {
    description: "See the users, groups and applications of the organization.",
    isAdminOnly: true,
  }),
  permission(
    "Directory.ReadWrite.All",
    "c5366453-9fb0-48a5-a156-24f0c49a4b84",
    "Read and write directory data",
    {
      description: "See and change the users and groups of the organization.",
      isAdminOnly: true,
    },
  ),
  permission("email", "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0", "View users' email address", {
    description: "Learn your e-mail address.",
  }),
  permission("Group.Read.All", "5f8c59db-677d-491f-a6b8-5f174b11ec1d", "Read all groups", {
    description: "See all groups, their members and what they share.",
    isAdminOnly: true,
  }),
  permission(
    "Group.ReadWrite.All",
    "4e46008b-f24c-477d-8fff-7bb4ec7aafe0",
    "Read and write all groups",
    { description: "Make, change and remove groups and their members.", isAdminOnly: true },
  ),
  permission(
    "GroupMember.Read.All",
    "bc024368-1153-4739-b217-4326f2e966d0",
    "Read group memberships",
    { description: "See all groups and who is in them.", isAdminOnly: true },
  ),
  permission(
    "GroupMember.ReadWrite.All",
    "f81125ac-d3b7-4573-a3b2-7099cc39df9e",
    "Read and write group memberships",
    { description: "See all groups, and put people into them and out of them.", isAdminOnly: true },
  ),
  permission(
    "RoleManagement.Read.Directory",
    "741c54c3-0c1e-44a1-818b-3f97ab4e8c83",
    "Read directory RBAC settings",
    { description: "See who administers the organization.", isAdminOnly: true },
  ),
  permission(
    "RoleManagement.ReadWrite.Directory",
    "d01b97e9-cbc0-49fe-810a-750afd5527a3",
    "Read and write directory RBAC settings",
    { description: "Decide who administers the organization.", isAdminOnly: true },
  ),
  permission(
    "offline_access",
    "7427e0e9-2fba-42fe-b0c0-848c9e6a8182",
    "Maintain access to data you have given it access to",
    { description: "Go on using what you allowed while you are away." },
  ),
  permission("openid", "37f7f235-527c-4136-accd-4a02d197296e", "Sign users in", {
    description: "Learn who you are when you sign in with your account.",
  }),
  permission(
    "Organization.Read.All",
    "4908d5b9-3fb2-4b1e-9336-1888b7937185",
    "Read organization information",
    { description: "See the organization and its settings.", isAdminOnly: true },
  ),
  permission("profile", "14dad69e-099b-42c9-810b-d002981feec1", "View users' basic profile", {
    description: "Learn your name and your user name.",
  }),
  permission(
    "User.DeleteRestore.All",
    "4bb440cd-2cf2-4f90-8004-aa2acd2537c5",
    "Delete and restore users",
    { description: "Remove people of the organization, and bring them back.", isAdminOnly: true },
  ),
  permission(
    "User-PasswordProfile.ReadWrite.All",
    "56760768-b641-451f-8906-e1b8ab31bca7",
    "Read and write password profiles and reset user passwords",
    { description: "Give people of the organization other passwords.", isAdminOnly: true },
  ),
  permission("User.Read", "e1fe6dd8-ba31-4d61-89e7-88639da4683d", "Sign in and read user profile", {
    description: "Let you sign in, and read your profile.",
  }),
  permission(
    "User.Read.All",
    "a154be20-db9c-4678-8ab7-66f6cc099a59",
    "Read all users' full profiles",
    {
      description: "Read the whole profiles of the people of the organization.",
      isAdminOnly: true,
    },
  ),
  permission(
    "User.ReadWrite.All",
    "204e0828-b5ca-4ad8-b9f3-f32a958e7cc4",
    "Read and write all users' full profiles",
    { description: "Make and change people of the organization.", isAdminOnly: true },
  ),
  permission(
    "User.ReadBasic.All",
    "b340eb25-3456-403f-be2f-af7a0d370277",
    "Read all users' basic profiles",
    { description: "Read names and e-mail addresses of the people of the organization." },
  ),
  permission(
    "User.ReadWrite",
    "b4e74841-8e56-480b-be8b-910348b18b4c",
    "Read and write access to user profile",
    { description: "Read your profile, and change it." },
  ),
];
