<?php
// Makes the tables, the theme, an editor and its application password; prints what the test has to know as JSON.
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = parse_url(getenv('WP_URL'), PHP_URL_HOST);
function wp_new_blog_notification(...$all) {}
function wp_install_defaults($user_id) {
    wp_insert_term('Uncategorized', 'category');
}
require getenv('WP_ROOT') . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Warta Kota Pekalongan', 'pengelola', 'pengelola@kota.test', true, '', 'rahasia pengelola');
update_option('permalink_structure', '/%postname%/');
update_option('timezone_string', 'Asia/Jakarta');
update_option('stylesheet', 'warta');
update_option('template', 'warta');
flush_rewrite_rules(false);
$passwords = [];
foreach (['humas' => 'editor', 'penulis' => 'author', 'magang' => 'contributor', 'pembaca' => 'subscriber'] as $name => $role) {
    $id = wp_insert_user(['user_login' => $name, 'user_pass' => "rahasia $name", 'user_email' => "$name@kota.test", 'role' => $role]);
    $passwords[$name] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'portal'])[0];
}
echo json_encode($passwords);
