<?php
// Files as they are, everything else is WordPress's: what a web server's rewrite rules would do.
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path !== '/' && is_file($_SERVER['DOCUMENT_ROOT'] . $path)) {
    return false;
}
if (getenv('WP_PLAIN') && $path !== '/') {
    // a web server without rewrite rules knows no other page than the front one
    http_response_code(404);
    echo '<h1>Not Found</h1>';
    return true;
}
$_SERVER['SCRIPT_NAME'] = '/index.php';
$_SERVER['PHP_SELF'] = '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
