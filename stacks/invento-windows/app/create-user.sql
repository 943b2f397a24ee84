-- Makes the application's database, and its own user there, who may read and write data and run procedures, and nothing
-- else: no tables to make or drop, no other users, no settings of the server.
--
-- Run it as the administrator, as often as you like; a second run gives the user the password that is passed then.
-- sqlcmd takes the three names below from the environment, so no password is in a command line:
--   APP_DATABASE, APP_USERNAME, APP_PASSWORD
:on error exit
SET NOCOUNT ON;
GO
IF DB_ID(N'$(APP_DATABASE)') IS NULL
    CREATE DATABASE [$(APP_DATABASE)];
GO
IF SUSER_ID(N'$(APP_USERNAME)') IS NULL
    CREATE LOGIN [$(APP_USERNAME)] WITH PASSWORD = N'$(APP_PASSWORD)', DEFAULT_DATABASE = [$(APP_DATABASE)];
ELSE
    ALTER LOGIN [$(APP_USERNAME)] WITH PASSWORD = N'$(APP_PASSWORD)';
GO
USE [$(APP_DATABASE)];
GO
IF USER_ID(N'$(APP_USERNAME)') IS NULL
    CREATE USER [$(APP_USERNAME)] FOR LOGIN [$(APP_USERNAME)];
GO
ALTER ROLE db_datareader ADD MEMBER [$(APP_USERNAME)];
ALTER ROLE db_datawriter ADD MEMBER [$(APP_USERNAME)];
GRANT EXECUTE TO [$(APP_USERNAME)];
GO
